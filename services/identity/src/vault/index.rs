//! Keyed hashes of what must be found and never read.

use kabinet_domain::ContactKind;

use super::Vault;
use crate::domain::identifier::Identifier;
use crate::domain::login_name::LoginName;

/// The current index of a value, and those of all live keys, the current one first.
#[derive(Clone, Debug)]
pub(crate) struct Indexes {
    pub(crate) current: [u8; 32],
    pub(crate) all: Vec<Vec<u8>>,
}

impl Indexes {
    fn of(index: &kabinet_seal::BlindIndex, value: &[u8]) -> Self {
        Self {
            current: index.index(value),
            all: index
                .candidates(value)
                .iter()
                .map(|index| index.to_vec())
                .collect(),
        }
    }
}

impl Vault {
    pub(crate) fn login_indexes(&self, login: &LoginName) -> Indexes {
        Indexes::of(&self.login_index, login.key().as_bytes())
    }

    /// Returns the indexes of a normalised contact.
    pub(crate) fn contact_indexes(&self, kind: ContactKind, normalised: &str) -> Indexes {
        Indexes::of(self.contact(kind), normalised.as_bytes())
    }

    pub(crate) fn identifier_indexes(&self, identifier: &Identifier) -> Indexes {
        let (index, value) = match identifier {
            Identifier::Login(key) => (&self.login_index, key),
            Identifier::Mobile(number) => (&self.mobile_index, number),
            Identifier::Email(address) => (&self.email_index, address),
        };
        Indexes::of(index, value.as_bytes())
    }

    fn contact(&self, kind: ContactKind) -> &kabinet_seal::BlindIndex {
        match kind {
            ContactKind::Mobile => &self.mobile_index,
            ContactKind::Email => &self.email_index,
        }
    }

    /// Names a thing in Redis.
    pub(crate) fn throttle_tag(&self, kind: &str, value: &[u8]) -> [u8; 16] {
        let (_, tag) = self.throttle.mac(&[kind.as_bytes(), value]);
        first(&tag)
    }

    /// Marks a password in Redis by so few bits that no guess can be checked against it.
    pub(crate) fn password_mark(&self, password: &[u8]) -> [u8; 3] {
        let (_, mark) = self.throttle.mac(&[b"password", password]);
        first(&mark)
    }
}

fn first<const N: usize>(bytes: &[u8; 32]) -> [u8; N] {
    *bytes.first_chunk().expect("no mark is longer than a hash")
}
