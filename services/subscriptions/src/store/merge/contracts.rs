use sqlx::PgConnection;
use uuid::Uuid;

use super::super::Error;
use super::Merge;

/// Drops staged records that are no newer than what stands: a batch was judged before this
/// transaction began.
pub(super) async fn discard_stale(
    connection: &mut PgConnection,
    merge: &Merge<'_>,
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM subscriptions.staged_contract AS staged
         USING subscriptions.contract
         WHERE staged.snapshot_id = $1
           AND contract.contract_id = staged.contract_id
           AND (
               contract.source_id <> $2
               OR staged.holder_generation < contract.holder_generation
               OR staged.version < contract.version
               OR (staged.version = contract.version AND contract.missing_since IS NULL)
           )",
        merge.snapshot_id,
        merge.source_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists contracts that get another holder.
pub(super) async fn changed_holders(
    connection: &mut PgConnection,
    merge: &Merge<'_>,
) -> Result<Vec<Uuid>, Error> {
    let contract_ids = sqlx::query_scalar!(
        "SELECT staged.contract_id
         FROM subscriptions.staged_contract AS staged
         JOIN subscriptions.contract USING (contract_id)
         WHERE staged.snapshot_id = $1
           AND contract.source_id = $2
           AND staged.holder_generation > contract.holder_generation",
        merge.snapshot_id,
        merge.source_id,
    )
    .fetch_all(connection)
    .await?;
    Ok(contract_ids)
}

/// Writes what is staged over what stands; returns how many contracts changed.
///
/// What a record does not say stays, unless the contract has another holder: then it was said of
/// the one before.
pub(super) async fn update(connection: &mut PgConnection, merge: &Merge<'_>) -> Result<u64, Error> {
    let result = sqlx::query!(
        "UPDATE subscriptions.contract
         SET version = staged.version,
             digest = staged.digest,
             region_code = staged.region_code,
             rating_type = staged.rating_type,
             holder_kind = staged.holder_kind,
             holder_generation = staged.holder_generation,
             state = staged.state,
             missing_since = NULL,
             numbers = staged.numbers,
             contact = staged.contact,
             contact_since = staged.contact_since,
             bills_as_of = CASE
                 WHEN staged.bills_as_of IS NOT NULL
                 THEN staged.bills_as_of
                 WHEN staged.holder_generation = contract.holder_generation
                 THEN contract.bills_as_of
             END,
             bills_observe_time = CASE
                 WHEN staged.bills_as_of IS NOT NULL
                 THEN $4
                 WHEN staged.holder_generation = contract.holder_generation
                 THEN contract.bills_observe_time
             END,
             as_of = $3,
             update_time = $4
         FROM subscriptions.staged_contract AS staged
         WHERE staged.snapshot_id = $1
           AND contract.contract_id = staged.contract_id
           AND contract.source_id = $2",
        merge.snapshot_id,
        merge.source_id,
        merge.as_of,
        merge.now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected())
}

/// Inserts what does not stand yet; returns how many contracts are new.
pub(super) async fn insert(connection: &mut PgConnection, merge: &Merge<'_>) -> Result<u64, Error> {
    let result = sqlx::query!(
        "INSERT INTO subscriptions.contract (
             contract_id, source_id, external_id, version, digest, region_code, rating_type,
             holder_kind, holder_generation, state, numbers, contact, contact_since, bills_as_of,
             bills_observe_time, as_of, create_time, update_time
         )
         SELECT contract_id, $2, external_id, version, digest, region_code, rating_type,
                holder_kind, holder_generation, state, numbers, contact, contact_since, bills_as_of,
                CASE WHEN bills_as_of IS NOT NULL THEN $4::timestamptz END, $3, $4, $4
         FROM subscriptions.staged_contract AS staged
         WHERE snapshot_id = $1
           AND NOT EXISTS (
               SELECT
               FROM subscriptions.contract
               WHERE contract.contract_id = staged.contract_id
           )",
        merge.snapshot_id,
        merge.source_id,
        merge.as_of,
        merge.now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected())
}
