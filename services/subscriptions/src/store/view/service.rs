use kabinet_env::id::{AccountId, ContractId, ServiceId};
use sqlx::PgPool;

use super::StoredContract;
use super::row::{Row, contracts};
use crate::store::Error;

/// Reads a contract of the account with one of its services.
pub(crate) async fn read(
    pool: &PgPool,
    account_id: AccountId,
    contract_id: ContractId,
    service_id: ServiceId,
) -> Result<Option<StoredContract>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT
            FALSE AS "proof_pending!",
            link.link_id AS "link_id?",
            link.label AS "label?",
            link.activate_time AS "activate_time?",
            contract.contract_id AS "contract_id?",
            contract.numbers AS "numbers?",
            contract.region_code AS "region_code?",
            contract.rating_type AS "rating_type?",
            contract.state AS "contract_state?",
            balance.nanos AS "nanos?",
            balance.currency AS "currency?",
            balance.as_of AS "balance_as_of?",
            balance.observe_time AS "balance_observe_time?",
            service.service_id AS "service_id?",
            service.kind AS "service_kind?",
            service.phone_number AS "phone_number?",
            service.tariff_code AS "tariff_code?",
            service.tariff_name AS "tariff_name?",
            service.state AS "service_state?",
            service.suspend_reason AS "suspend_reason?",
            service.as_of AS "service_as_of?"
        FROM subscriptions.link
        INNER JOIN subscriptions.contract
            ON contract.contract_id = link.contract_id
            AND contract.holder_generation = link.holder_generation
        INNER JOIN subscriptions.service
            ON service.contract_id = contract.contract_id
        LEFT JOIN subscriptions.balance
            ON balance.contract_id = contract.contract_id
        WHERE link.account_id = $1
            AND link.state = 'ACTIVE'
            AND link.contract_id = $2
            AND service.service_id = $3"#,
        account_id.uuid(),
        contract_id.uuid(),
        service_id.uuid(),
    )
    .fetch_all(pool)
    .await?;
    Ok(contracts(rows)?.pop())
}
