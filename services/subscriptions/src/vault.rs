//! What is done with keys: sealing, locators, secrets of codes, page tokens.

mod code;
mod contract;
mod link;
mod link_page;
mod locator;
mod view_page;

use kabinet_env::Env;
use kabinet_seal::{BlindIndex, KeyRing, Mac, OpenError, PageTokens, Sealer};
use thiserror::Error;
use uuid::Uuid;

pub(crate) use contract::Digest;
pub(crate) use locator::Locator;

/// Says why sealed data could not be read.
#[derive(Debug, Error)]
pub(crate) enum Error {
    /// The seal does not open.
    #[error("{table}.{column} of {row} does not open")]
    Sealed {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Link or contract of the row.
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
        /// Link or contract of the row.
        row: Uuid,
    },
    /// The key that a secret was derived with is gone.
    #[error("the key {kid} is gone")]
    KeyGone {
        /// Id of the key.
        kid: String,
    },
}

/// Keys at work.
#[derive(Clone, Debug)]
pub(crate) struct Vault {
    env: Env,
    contracts: Sealer,
    links: Sealer,
    locators: BlindIndex,
    codes: Mac,
    stand_ins: Mac,
    /// Opened where there is none to open.
    no_contact: Vec<u8>,
    link_pages: PageTokens,
    records: BlindIndex,
    contract_pages: PageTokens,
    bill_pages: PageTokens,
}

impl Vault {
    /// Derives the service's keys from its key ring.
    pub(crate) fn new(ring: &KeyRing, env: Env) -> Self {
        let vault = Self {
            contracts: Sealer::new(ring.clone(), "subscriptions.contract"),
            links: Sealer::new(ring.clone(), "subscriptions.link"),
            locators: BlindIndex::new(ring.clone(), "subscriptions.locator"),
            codes: Mac::new(ring.clone(), "subscriptions.code"),
            no_contact: Vec::new(),
            stand_ins: Mac::new(ring.clone(), "subscriptions.stand_in"),
            link_pages: PageTokens::new(ring.clone(), "subscriptions.links"),
            records: BlindIndex::new(ring.clone(), "subscriptions.record"),
            contract_pages: PageTokens::new(ring.clone(), "subscriptions.contracts"),
            bill_pages: PageTokens::new(ring.clone(), "subscriptions.bills"),
            env,
        };
        Self {
            no_contact: vault.seal_no_contact(),
            ..vault
        }
    }
}
