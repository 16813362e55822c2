//! Repeated requests, with outcomes as JSON.

use kabinet_idempotency::{Error, Request};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;
use time::OffsetDateTime;

/// Whether a request is the first of its id.
pub(super) enum Recorded<T> {
    /// It is.
    First,
    /// The transaction is to be rolled back, and the answer made from this.
    Repeat(T),
}

/// Returns the outcome of an earlier, identical request.
pub(super) async fn find<T: DeserializeOwned>(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<Option<T>, Error> {
    let found = kabinet_idempotency::find(connection, request).await?;
    Ok(found.map(|outcome| read(&outcome)).transpose()?)
}

/// Remembers the request inside the transaction of its effect.
pub(super) async fn record<T: Serialize + DeserializeOwned>(
    connection: &mut PgConnection,
    request: &Request,
    outcome: &T,
    now: OffsetDateTime,
) -> Result<Recorded<T>, Error> {
    let outcome = serde_json::to_vec(outcome).expect("outcomes are numbers and times");
    match kabinet_idempotency::record(connection, request, &outcome, now).await? {
        kabinet_idempotency::Recorded::Fresh => Ok(Recorded::First),
        kabinet_idempotency::Recorded::Replay(outcome) => Ok(Recorded::Repeat(read(&outcome)?)),
    }
}

fn read<T: DeserializeOwned>(outcome: &[u8]) -> Result<T, sqlx::Error> {
    serde_json::from_slice(outcome).map_err(|error| sqlx::Error::Decode(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcome_of_another_shape_is_corrupt() {
        assert_eq!(read::<i64>(b"7").unwrap(), 7);
        assert!(read::<i64>(b"{}").is_err());
    }
}
