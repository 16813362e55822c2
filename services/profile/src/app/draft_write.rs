//! A write to a draft under its request id: the outcome is the version that the write made.

use kabinet_env::id::RegistrationId;
use kabinet_idempotency::{Error, Recorded, Request};
use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;

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
    if let Some(version) = earlier_version(connection, request).await? {
        return Ok(Missed::Repeat(version));
    }
    Ok(match store::draft::open_version(connection, id).await? {
        Some(version) => Missed::Conflict(version),
        None => Missed::Absent,
    })
}

/// Returns the version that an earlier, identical request made.
pub(super) async fn earlier_version(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<Option<i64>, Error> {
    match kabinet_idempotency::find(connection, request).await? {
        Some(outcome) => Ok(Some(decode(&outcome)?)),
        None => Ok(None),
    }
}

/// Commits a write, unless the same request has been committed meanwhile: then its version counts.
pub(super) async fn commit(
    mut tx: Transaction<'_, Postgres>,
    name: &'static str,
    request: &Request,
    version: i64,
    now: OffsetDateTime,
) -> Result<i64, Error> {
    let outcome = version.to_be_bytes();
    match kabinet_idempotency::record(&mut tx, request, &outcome, now).await? {
        Recorded::Fresh => {
            kabinet_database::commit(tx, name).await?;
            Ok(version)
        }
        Recorded::Replay(outcome) => {
            tx.rollback().await?;
            Ok(decode(&outcome)?)
        }
    }
}

fn decode(outcome: &[u8]) -> Result<i64, sqlx::Error> {
    let outcome = outcome
        .try_into()
        .map_err(|_| sqlx::Error::Decode("the outcome of a request is no version".into()))?;
    Ok(i64::from_be_bytes(outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcome_is_a_version_or_corrupt() {
        assert_eq!(decode(&7_i64.to_be_bytes()).unwrap(), 7);
        assert!(decode(b"?").is_err());
    }
}
