//! A write to a draft under its request id: the outcome is the version that the write made.

use kabinet_env::id::RegistrationId;
use kabinet_idempotency::{Error, Recorded, Request};
use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;

use super::once;
use crate::store;

/// What a write finds that changed nothing.
pub(super) enum Missed {
    /// An earlier, identical request made this version.
    Repeat(i64),
    /// The draft stands at another version.
    Conflict(i64),
    /// There is no open draft.
    Absent,
}

/// Tells why a write changed nothing. A twin of the request goes first: it may have been committed
/// since this one looked, and have moved or ended the draft.
pub(super) async fn missed(
    connection: &mut PgConnection,
    request: &Request,
    id: RegistrationId,
) -> Result<Missed, Error> {
    if let Some(version) = once::earlier_version(connection, request).await? {
        return Ok(Missed::Repeat(version));
    }
    Ok(match store::draft::open_version(connection, id).await? {
        Some(version) => Missed::Conflict(version),
        None => Missed::Absent,
    })
}

/// Commits a write, unless the same request has been committed meanwhile: then its version counts.
pub(super) async fn commit(
    tx: Transaction<'_, Postgres>,
    name: &'static str,
    request: &Request,
    version: i64,
    now: OffsetDateTime,
) -> Result<i64, Error> {
    let recorded = once::commit(tx, name, request, version, now).await?;
    Ok(match recorded {
        Recorded::Fresh => version,
        Recorded::Replay(earlier) => earlier,
    })
}
