//! Seals personal data for their place at rest, and opens them again.

mod cell;
mod draft;
mod person;
mod record;

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::Env;
use kabinet_seal::{BlindIndex, KeyRing, OpenError, Sealer};
use uuid::Uuid;

pub(crate) use person::AccountVault;

/// Says why sealed data could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The seal does not open.
    #[error("{table}.{column} of {row} does not open")]
    Sealed {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Account or registration of the row.
        row: Uuid,
        /// Why.
        #[source]
        source: OpenError,
    },
    /// What was sealed is not what it should be.
    #[error("{table}.{column} of {row} is corrupt under its seal")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Account or registration of the row.
        row: Uuid,
    },
}

/// Holds the service's keys.
///
/// Drafts are sealed with the service's own key. People and their contacts are sealed with a key
/// of each account, which the service's key wraps: who destroys the wrapped key erases the person.
#[derive(Clone, Debug)]
pub(crate) struct Vault {
    env: Env,
    drafts: Sealer,
    account_keys: Sealer,
    mobiles: BlindIndex,
    emails: BlindIndex,
}

impl Vault {
    /// Derives the service's keys from its key ring.
    pub(crate) fn new(ring: &KeyRing, env: Env) -> Self {
        Self {
            env,
            drafts: Sealer::new(ring.clone(), "profile.draft"),
            account_keys: Sealer::new(ring.clone(), "profile.person.data_key"),
            mobiles: BlindIndex::new(ring.clone(), "mobile"),
            emails: BlindIndex::new(ring.clone(), "email"),
        }
    }

    /// Returns the blind index that finds a contact.
    pub(crate) fn contact_index(&self, contact: &Contact) -> [u8; 32] {
        let index = match contact.kind() {
            ContactKind::Mobile => &self.mobiles,
            ContactKind::Email => &self.emails,
        };
        index.index(contact.normalised().as_bytes())
    }
}

#[cfg(test)]
mod tests;
