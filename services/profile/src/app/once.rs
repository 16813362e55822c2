//! A write under its request id: the outcome is the version that the write made.

use kabinet_idempotency::{Error, Recorded, Request};
use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;

/// Returns the version that an earlier, identical request made.
pub(super) async fn earlier_version(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<Option<i64>, Error> {
    kabinet_idempotency::find(connection, request).await
}

/// Tells whether an earlier, identical request was committed.
pub(super) async fn was_committed(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<bool, Error> {
    Ok(earlier_version(connection, request).await?.is_some())
}

/// Ends a write that changed nothing, and tells whether it came second to its own twin, which may
/// have been committed since it looked.
pub(super) async fn was_overtaken(
    mut tx: Transaction<'_, Postgres>,
    request: &Request,
) -> Result<bool, Error> {
    let overtaken = was_committed(&mut tx, request).await?;
    tx.rollback().await?;
    Ok(overtaken)
}

/// Commits a write, unless the same request has been committed meanwhile: then it is rolled back, and the
/// version is the earlier one's.
pub(super) async fn commit(
    mut tx: Transaction<'_, Postgres>,
    name: &'static str,
    request: &Request,
    version: i64,
    now: OffsetDateTime,
) -> Result<Recorded<i64>, Error> {
    let recorded = kabinet_idempotency::record(&mut tx, request, &version, now).await?;
    match recorded {
        Recorded::Fresh => kabinet_database::commit(tx, name).await?,
        Recorded::Replay(_) => tx.rollback().await?,
    }
    Ok(recorded)
}
