use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{Error, Request, find};

/// Tells which of the requests with one id this one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded<T> {
    /// The first one: its transaction may be committed.
    Fresh,
    /// A repeat: its transaction is rolled back, and the answer made from this outcome.
    Replay(T),
}

/// Remembers the request and its outcome, inside the transaction that has its effect.
///
/// Waits for a concurrent transaction with the same request id. Panics on an outcome that is no JSON:
/// a map whose keys are no text.
pub async fn record<T: Serialize + DeserializeOwned>(
    connection: &mut PgConnection,
    request: &Request,
    outcome: &T,
    now: OffsetDateTime,
) -> Result<Recorded<T>, Error> {
    let written = serde_json::to_vec(outcome).expect("outcomes are ids, numbers and times");
    loop {
        if insert(connection, request, &written, now).await? {
            return Ok(Recorded::Fresh);
        }
        if let Some(outcome) = find(connection, request).await? {
            return Ok(Recorded::Replay(outcome));
        }
        // The record was swept between the two statements: this request is the first one again.
    }
}

async fn insert(
    connection: &mut PgConnection,
    request: &Request,
    outcome: &[u8],
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let result = sqlx::query(
        "INSERT INTO idempotency_record (
             scope, request_id, rpc, fingerprint, outcome, create_time
         )
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (scope, request_id) DO NOTHING",
    )
    .bind(request.scope.as_slice())
    .bind(request.id)
    .bind(request.rpc)
    .bind(request.fingerprint.as_slice())
    .bind(outcome)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}
