use kabinet_env::id::{AccountId, ContractId};
use sqlx::PgPool;
use uuid::Uuid;

use super::row;
use crate::domain::balance::Amount;
use crate::domain::contract::RatingType;
use crate::store::Error;

/// The balance of a contract of the account.
pub(crate) struct StoredBalance {
    pub(crate) contract_id: ContractId,
    pub(crate) rating_type: RatingType,
    /// Amount; absent while the source has not said one.
    pub(crate) amount: Option<Amount>,
}

/// Reads the balances of those of the contracts that are the account's.
pub(crate) async fn read(
    pool: &PgPool,
    account_id: AccountId,
    contract_ids: &[ContractId],
) -> Result<Vec<StoredBalance>, Error> {
    let contract_ids: Vec<Uuid> = contract_ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"SELECT
            contract.contract_id,
            contract.rating_type,
            balance.nanos AS "nanos?",
            balance.currency AS "currency?",
            balance.as_of AS "as_of?",
            balance.observe_time AS "observe_time?"
        FROM subscriptions.link
        INNER JOIN subscriptions.contract
            ON contract.contract_id = link.contract_id
            AND contract.holder_generation = link.holder_generation
        LEFT JOIN subscriptions.balance
            ON balance.contract_id = contract.contract_id
        WHERE link.account_id = $1
            AND link.state = 'ACTIVE'
            AND link.contract_id = ANY($2)"#,
        account_id.uuid(),
        &contract_ids,
    )
    .fetch_all(pool)
    .await?;
    let read = rows.into_iter().map(|row| {
        let id = row.contract_id;
        Ok(StoredBalance {
            contract_id: ContractId::from_uuid(id),
            rating_type: RatingType::parse(&row.rating_type)
                .ok_or_else(|| row::corrupt("subscriptions.contract", "rating_type", id))?,
            amount: row::amount(
                id,
                row.nanos,
                row.currency.as_deref(),
                row.as_of.zip(row.observe_time),
            )?,
        })
    });
    read.collect()
}
