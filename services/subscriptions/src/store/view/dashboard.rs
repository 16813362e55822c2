use kabinet_env::id::{AccountId, LinkId};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::StoredContract;
use super::row::{Row, contracts};
use crate::domain::place::ContractPlace;
use crate::store::Error;

/// Before every contract.
const OLDEST: ContractPlace = ContractPlace {
    activate_time: OffsetDateTime::UNIX_EPOCH,
    link_id: LinkId::from_uuid(Uuid::nil()),
};

/// A page of contracts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// Where it begins; none begins at the first contract.
    pub(crate) after: Option<ContractPlace>,
    /// Most contracts.
    pub(crate) size: usize,
}

/// The contracts of an account.
pub(crate) struct Dashboard {
    /// Whether a link of the account waits for its proof.
    pub(crate) proof_pending: bool,
    /// Contracts in the order in which they were added; those behind the page lack their services.
    pub(crate) contracts: Vec<StoredContract>,
}

/// Reads a page of contracts with their services, and contracts behind it: all of them behind the
/// first page, whose balances are summed; behind another page one, which tells that there is more.
pub(crate) async fn read(
    pool: &PgPool,
    account_id: AccountId,
    page: Page,
    now: OffsetDateTime,
) -> Result<Dashboard, Error> {
    let size = i64::try_from(page.size).expect("a page is small");
    let limit = page.after.map(|_| size + 1);
    let after = page.after.unwrap_or(OLDEST);
    let rows = sqlx::query_as!(
        Row,
        r#"WITH own AS (
            SELECT
                link.link_id,
                link.label,
                link.activate_time,
                contract.contract_id,
                contract.numbers,
                contract.region_code,
                contract.rating_type,
                contract.state,
                balance.nanos,
                balance.currency,
                balance.as_of,
                balance.observe_time,
                row_number() OVER (ORDER BY link.activate_time, link.link_id) AS place
            FROM subscriptions.link
            INNER JOIN subscriptions.contract
                ON contract.contract_id = link.contract_id
                AND contract.holder_generation = link.holder_generation
            LEFT JOIN subscriptions.balance
                ON balance.contract_id = contract.contract_id
            WHERE link.account_id = $1
                AND link.state = 'ACTIVE'
                AND (link.activate_time, link.link_id) > ($2, $3)
            ORDER BY
                link.activate_time,
                link.link_id
            LIMIT $5
        )
        SELECT
            own.link_id IS NULL AND EXISTS (
                SELECT
                FROM subscriptions.link
                WHERE link.account_id = $1
                    AND link.state = 'PENDING_PROOF'
                    AND link.expire_time > $6
            ) AS "proof_pending!",
            own.link_id AS "link_id?",
            own.label AS "label?",
            own.activate_time AS "activate_time?",
            own.contract_id AS "contract_id?",
            own.numbers AS "numbers?",
            own.region_code AS "region_code?",
            own.rating_type AS "rating_type?",
            own.state AS "contract_state?",
            own.nanos AS "nanos?",
            own.currency AS "currency?",
            own.as_of AS "balance_as_of?",
            own.observe_time AS "balance_observe_time?",
            service.service_id AS "service_id?",
            service.kind AS "service_kind?",
            service.phone_number AS "phone_number?",
            service.tariff_code AS "tariff_code?",
            service.tariff_name AS "tariff_name?",
            service.state AS "service_state?",
            service.suspend_reason AS "suspend_reason?",
            service.as_of AS "service_as_of?"
        FROM (SELECT) AS always
        LEFT JOIN own
            ON TRUE
        LEFT JOIN subscriptions.service
            ON service.contract_id = own.contract_id
            AND own.place <= $4
        ORDER BY
            own.place,
            service.position,
            service.service_id"#,
        account_id.uuid(),
        after.activate_time,
        after.link_id.uuid(),
        size,
        limit,
        now,
    )
    .fetch_all(pool)
    .await?;
    Ok(Dashboard {
        proof_pending: rows.iter().any(|row| row.proof_pending),
        contracts: contracts(rows)?,
    })
}
