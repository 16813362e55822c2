//! What binds a code to the contact that it confirms.

use kabinet_codes::{Binding, Purpose};
use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId};
use kabinet_seal::sha256;

use super::{Error, Vault};

/// A code of a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CodeOf<'a> {
    /// Account.
    pub(crate) account_id: AccountId,
    /// Kind of the contact.
    pub(crate) kind: ContactKind,
    /// Change.
    pub(crate) change_id: ContactChangeId,
    /// Blind index of the contact.
    pub(crate) value_index: &'a [u8],
    /// Number of the code.
    pub(crate) number: i32,
    /// Key that its secret is derived with.
    pub(crate) kid: &'a str,
}

impl Vault {
    /// Names the key that the secrets of new codes are derived with.
    pub(crate) fn code_kid(&self) -> String {
        let (kid, _) = self.codes.mac(&[]);
        kid.into()
    }

    /// Derives what binds a code to its change.
    pub(crate) fn binding(&self, code: CodeOf<'_>) -> Result<Binding, Error> {
        let (account, change) = (code.account_id.uuid(), code.change_id.uuid());
        let number = code.number.to_be_bytes();
        let parts: [&[u8]; 3] = [account.as_bytes(), change.as_bytes(), &number];
        let check_secret = self.codes.with(code.kid, &parts);
        Ok(Binding {
            purpose: Purpose::Contact,
            subject: code.account_id.to_string(),
            payload_digest: digest(code),
            check_secret: check_secret.ok_or_else(|| Error::KeyGone {
                kid: code.kid.to_owned(),
            })?,
        })
    }
}

/// Every part has one length but the kind's, of which none begins another.
fn digest(code: CodeOf<'_>) -> [u8; 32] {
    let (account, change) = (code.account_id.uuid(), code.change_id.uuid());
    let parts: [&[u8]; 5] = [
        b"contact",
        account.as_bytes(),
        change.as_bytes(),
        code.value_index,
        code.kind.as_str().as_bytes(),
    ];
    sha256(&parts.concat())
}

#[cfg(test)]
mod tests {
    use kabinet_env::Env;
    use kabinet_seal::KeyRing;
    use uuid::Uuid;

    use super::*;

    fn vault() -> Vault {
        Vault::new(&KeyRing::from_secret("k1", [7; 32]), Env::system())
    }

    fn code(number: i32, value_index: &[u8]) -> CodeOf<'_> {
        CodeOf {
            account_id: AccountId::from_uuid(Uuid::from_u128(1)),
            kind: ContactKind::Email,
            change_id: ContactChangeId::from_uuid(Uuid::from_u128(2)),
            value_index,
            number,
            kid: "k1",
        }
    }

    #[test]
    fn every_code_has_a_secret_of_its_own_and_every_contact_a_digest() {
        let vault = vault();
        assert_eq!(vault.code_kid(), "k1");
        let bind = |number, index: u8| vault.binding(code(number, &[index; 32])).unwrap();
        let (first, again, second, other) = (bind(1, 1), bind(1, 1), bind(2, 1), bind(1, 2));
        assert_eq!(first.check_secret, again.check_secret);
        assert_ne!(first.check_secret, second.check_secret);
        assert_eq!(first.payload_digest, second.payload_digest);
        assert_ne!(first.payload_digest, other.payload_digest);
    }

    #[test]
    fn secret_of_a_key_that_is_gone_cannot_be_had() {
        let gone = CodeOf {
            kid: "k0",
            ..code(1, &[1; 32])
        };
        assert!(matches!(vault().binding(gone), Err(Error::KeyGone { .. })));
    }
}
