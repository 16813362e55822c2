//! Contracts, as somebody looks for them who may or may not hold them.

use kabinet_env::id::{AccountId, ContractId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{CorruptRow, Error};
use crate::domain::challenge::Tie;
use crate::domain::contract::HolderKind;
use crate::domain::link::Holding;
use crate::vault::Locator;

/// A contract that an identifier names; its contact is sealed.
pub(crate) struct Found {
    pub(crate) holding: Holding,
    pub(crate) holder_kind: HolderKind,
    pub(crate) tie: Tie,
    pub(crate) contact: Option<(Vec<u8>, OffsetDateTime)>,
}

struct Row {
    contract_id: Uuid,
    holder_generation: i32,
    holder_kind: String,
    linked: bool,
    contact: Option<Vec<u8>>,
    contact_since: Option<OffsetDateTime>,
}

/// Finds the open contracts that an identifier names: two at most, since two are as good as none.
pub(crate) async fn by_locator(
    connection: &mut PgConnection,
    account_id: AccountId,
    locators: &[Locator],
) -> Result<Vec<Found>, Error> {
    let locators: Vec<Vec<u8>> = locators.iter().map(|locator| locator.to_vec()).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT
             contract.contract_id,
             contract.holder_generation,
             contract.holder_kind,
             EXISTS (
                 SELECT
                 FROM subscriptions.link
                 WHERE link.account_id = $1
                   AND link.contract_id = contract.contract_id
                   AND link.state = 'ACTIVE'
             ) AS "linked!",
             contract.contact,
             contract.contact_since
         FROM subscriptions.contract
         WHERE contract.state = 'OPEN'
           AND contract.contract_id IN (
               SELECT contract_locator.contract_id
               FROM subscriptions.contract_locator
               WHERE contract_locator.locator = ANY($2)
           )
         LIMIT 2"#,
        account_id.uuid(),
        &locators,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Finds the contract of a link, as long as it is open and in the same hands.
pub(crate) async fn by_holding(
    connection: &mut PgConnection,
    account_id: AccountId,
    holding: Option<Holding>,
) -> Result<Option<Found>, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT
             contract.contract_id,
             contract.holder_generation,
             contract.holder_kind,
             EXISTS (
                 SELECT
                 FROM subscriptions.link
                 WHERE link.account_id = $1
                   AND link.contract_id = contract.contract_id
                   AND link.state = 'ACTIVE'
             ) AS "linked!",
             contract.contact,
             contract.contact_since
         FROM subscriptions.contract
         WHERE contract.contract_id = $2
           AND contract.holder_generation = $3
           AND contract.state = 'OPEN'"#,
        account_id.uuid(),
        holding.map(|holding| holding.contract_id.uuid()),
        holding.map(|holding| holding.generation),
    )
    .fetch_optional(connection)
    .await?;
    row.map(Row::read).transpose()
}

/// Since when a contract has had its contact.
pub(crate) struct Held {
    pub(crate) contact_since: Option<OffsetDateTime>,
}

/// Keeps a contract from closing and from changing its holder until the transaction ends; nothing
/// where it has done so, or is no person's any more.
pub(crate) async fn hold(
    connection: &mut PgConnection,
    holding: Holding,
) -> Result<Option<Held>, Error> {
    let held = sqlx::query_as!(
        Held,
        "SELECT contact_since
         FROM subscriptions.contract
         WHERE contract_id = $1
           AND holder_generation = $2
           AND holder_kind = 'PERSON'
           AND state = 'OPEN'
         FOR SHARE",
        holding.contract_id.uuid(),
        holding.generation,
    )
    .fetch_optional(connection)
    .await?;
    Ok(held)
}

impl Row {
    fn read(self) -> Result<Found, Error> {
        let holder_kind = HolderKind::parse(&self.holder_kind).ok_or(CorruptRow {
            table: "subscriptions.contract",
            column: "holder_kind",
            row: self.contract_id,
        })?;
        Ok(Found {
            holding: Holding {
                contract_id: ContractId::from_uuid(self.contract_id),
                generation: self.holder_generation,
            },
            holder_kind,
            tie: if self.linked { Tie::Linked } else { Tie::None },
            contact: self.contact.zip(self.contact_since),
        })
    }
}
