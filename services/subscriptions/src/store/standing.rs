//! What stands of the contracts of a batch.

use std::collections::HashMap;

use kabinet_env::id::ContractId;
use sqlx::PgPool;
use uuid::Uuid;

use super::{CorruptRow, Error};
use crate::vault::Digest;

/// What stands of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Version of the record that it was taken from.
    pub(crate) version: i64,
    /// Digest of that record.
    pub(crate) digest: Digest,
    /// Which holder it has.
    pub(crate) holder_generation: i32,
    /// Whether it was closed because a complete snapshot lacked it.
    pub(crate) missing: bool,
}

/// Looks a source's contracts up.
///
/// The plan is made for this batch: one that was kept from when the table was empty would read all
/// of it, and compare every row with every id.
pub(crate) async fn of(
    pool: &PgPool,
    source_id: &str,
    contract_ids: &[Uuid],
) -> Result<HashMap<ContractId, Standing>, Error> {
    let mut transaction = kabinet_database::begin(pool).await?;
    sqlx::query!(
        "SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS plan_cache_mode,
                set_config('enable_seqscan', 'off', true) AS seqscan",
    )
    .fetch_one(&mut *transaction)
    .await?;
    let rows = sqlx::query!(
        r#"SELECT contract_id, version, digest, holder_generation,
                  missing_since IS NOT NULL AS "missing!"
           FROM subscriptions.contract
           WHERE contract_id = ANY ($1)
             AND source_id = $2"#,
        contract_ids,
        source_id,
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    rows.into_iter()
        .map(|row| {
            let digest = row.digest.try_into().map_err(|_| CorruptRow {
                table: "subscriptions.contract",
                column: "digest",
                row: row.contract_id,
            })?;
            let standing = Standing {
                version: row.version,
                digest,
                holder_generation: row.holder_generation,
                missing: row.missing,
            };
            Ok((ContractId::from_uuid(row.contract_id), standing))
        })
        .collect()
}
