//! A write under its request id: the outcome is the version that the write made.

use kabinet_idempotency::{Error, Request};
use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;

/// Which of the requests with one id was committed.
pub(super) enum Recorded {
    /// This one.
    First,
    /// An earlier, identical one, which made this version.
    Repeat(i64),
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

/// Commits a write, unless the same request has been committed meanwhile.
pub(super) async fn commit(
    mut tx: Transaction<'_, Postgres>,
    name: &'static str,
    request: &Request,
    version: i64,
    now: OffsetDateTime,
) -> Result<Recorded, Error> {
    let outcome = version.to_be_bytes();
    match kabinet_idempotency::record(&mut tx, request, &outcome, now).await? {
        kabinet_idempotency::Recorded::Fresh => {
            kabinet_database::commit(tx, name).await?;
            Ok(Recorded::First)
        }
        kabinet_idempotency::Recorded::Replay(outcome) => {
            tx.rollback().await?;
            Ok(Recorded::Repeat(decode(&outcome)?))
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
