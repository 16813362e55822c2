//! Repeated requests, with outcomes as JSON.

use kabinet_idempotency::Request;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;
use thiserror::Error;
use time::OffsetDateTime;

use crate::store;

/// Tells why a request cannot be recognised or remembered.
#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the request id was used for another request")]
    Reused,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

impl From<kabinet_idempotency::Error> for Error {
    fn from(error: kabinet_idempotency::Error) -> Self {
        match error {
            kabinet_idempotency::Error::Reused => Self::Reused,
            kabinet_idempotency::Error::Database(error) => Self::Storage(error.into()),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// Returns the outcome of an earlier, identical request.
pub(super) async fn find<T: DeserializeOwned>(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<Option<T>, Error> {
    let found = kabinet_idempotency::find(connection, request).await?;
    found.map(|outcome| read(request, &outcome)).transpose()
}

/// Whether this request is the first of its id.
pub(super) enum Recorded<T> {
    Fresh,
    /// The transaction is to be rolled back, and the answer made from this.
    Replay(T),
}

/// Remembers the request inside the transaction of its effect.
pub(super) async fn record<T: Serialize + DeserializeOwned>(
    connection: &mut PgConnection,
    request: &Request,
    outcome: &T,
    now: OffsetDateTime,
) -> Result<Recorded<T>, Error> {
    let outcome = serde_json::to_vec(outcome).expect("outcomes are ids and times");
    match kabinet_idempotency::record(connection, request, &outcome, now).await? {
        kabinet_idempotency::Recorded::Fresh => Ok(Recorded::Fresh),
        kabinet_idempotency::Recorded::Replay(outcome) => {
            Ok(Recorded::Replay(read(request, &outcome)?))
        }
    }
}

fn read<T: DeserializeOwned>(request: &Request, outcome: &[u8]) -> Result<T, Error> {
    let (table, column) = ("identity.idempotency_record", "outcome");
    serde_json::from_slice(outcome)
        .map_err(|_| store::corrupt(table, column, request.request_id()).into())
}
