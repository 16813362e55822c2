//! Open contracts of the source that a complete snapshot lacks.

use sqlx::PgConnection;

use super::super::Error;
use super::Merge;

/// How many contracts a complete snapshot lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    /// Open contracts that it lacks.
    pub(crate) missing: i64,
    /// Open contracts that stand.
    pub(crate) open: i64,
}

/// Counts what the snapshot lacks.
pub(crate) async fn count(
    connection: &mut PgConnection,
    merge: &Merge<'_>,
) -> Result<Missing, Error> {
    let missing = sqlx::query_as!(
        Missing,
        r#"SELECT count(*) AS "open!",
                  count(*) FILTER (WHERE mentioned.contract_id IS NULL) AS "missing!"
           FROM subscriptions.contract
           LEFT JOIN (
               SELECT contract_id FROM subscriptions.staged_contract WHERE snapshot_id = $1
               UNION
               SELECT contract_id FROM subscriptions.staged_mention WHERE snapshot_id = $1
           ) AS mentioned USING (contract_id)
           WHERE source_id = $2
             AND state = 'OPEN'"#,
        merge.snapshot_id,
        merge.source_id,
    )
    .fetch_one(connection)
    .await?;
    Ok(missing)
}

/// Closes what the snapshot lacks, and lets nobody find it any more.
pub(crate) async fn close(connection: &mut PgConnection, merge: &Merge<'_>) -> Result<(), Error> {
    let closed = sqlx::query_scalar!(
        "UPDATE subscriptions.contract
         SET state = 'CLOSED',
             missing_since = $4,
             as_of = $3,
             update_time = $4
         WHERE source_id = $2
           AND state = 'OPEN'
           AND NOT EXISTS (
               SELECT
               FROM (
                   SELECT contract_id FROM subscriptions.staged_contract WHERE snapshot_id = $1
                   UNION ALL
                   SELECT contract_id FROM subscriptions.staged_mention WHERE snapshot_id = $1
               ) AS mentioned
               WHERE mentioned.contract_id = contract.contract_id
           )
         RETURNING contract_id",
        merge.snapshot_id,
        merge.source_id,
        merge.as_of,
        merge.now,
    )
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query!(
        "DELETE FROM subscriptions.contract_locator
         WHERE contract_id = ANY ($1)",
        &closed,
    )
    .execute(connection)
    .await?;
    Ok(())
}
