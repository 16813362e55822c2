use kabinet_domain::{Channel, Contact};
use kabinet_env::id::VerificationId;
use kabinet_seal::sha256;

/// Returns the hash by which a consumer recognises the destination it asked for.
///
/// Salted with the verification's id, so that two proofs of one destination have nothing in common.
pub fn destination_hash(id: VerificationId, contact: &Contact) -> [u8; 32] {
    hash(id, contact.channel(), contact.value())
}

fn hash(id: VerificationId, channel: Channel, destination: &str) -> [u8; 32] {
    let mut content = id.uuid().as_bytes().to_vec();
    for part in [channel.as_str(), destination] {
        content.extend_from_slice(&(part.len() as u64).to_be_bytes());
        content.extend_from_slice(part.as_bytes());
    }
    sha256(&content)
}

#[cfg(test)]
mod tests {
    use kabinet_domain::ContactKind;
    use kabinet_env::manual::ManualClock;

    use super::*;

    #[test]
    fn one_destination_has_another_hash_in_every_verification() {
        let (env, _clock) = ManualClock::new(1);
        let contact = Contact::parse(ContactKind::Email, "ivan@example.com").unwrap();
        let (first, second) = (VerificationId::new(&env), VerificationId::new(&env));
        assert_eq!(
            destination_hash(first, &contact),
            destination_hash(first, &contact)
        );
        assert_ne!(
            destination_hash(first, &contact),
            destination_hash(second, &contact)
        );
    }
}
