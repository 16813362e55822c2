use kabinet_proto::verification::v1 as pb;

use crate::vault::Vault;

pub(super) fn proof_keys(vault: &Vault) -> pb::GetProofKeysResponse {
    let keys = vault.proofs().public_keys().into_iter();
    pb::GetProofKeysResponse {
        keys: keys
            .map(|(kid, public_key)| pb::ProofKey {
                key_id: kid.as_str().to_owned(),
                public_key: public_key.to_vec(),
            })
            .collect(),
    }
}
