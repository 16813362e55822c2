use serde::de::DeserializeOwned;
use sqlx::PgConnection;

use crate::{Error, Request};

/// Returns the outcome of an earlier, identical request.
pub async fn find<T: DeserializeOwned>(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<Option<T>, Error> {
    let found: Option<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "SELECT fingerprint, outcome
         FROM idempotency_record
         WHERE scope = $1
           AND request_id = $2",
    )
    .bind(request.scope.as_slice())
    .bind(request.id)
    .fetch_optional(connection)
    .await?;
    match found {
        None => Ok(None),
        Some((fingerprint, outcome)) if request.matches(&fingerprint) => {
            read(request, &outcome).map(Some)
        }
        Some(_) => Err(Error::Reused),
    }
}

fn read<T: DeserializeOwned>(request: &Request, outcome: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(outcome).map_err(|source| Error::Corrupt {
        request_id: request.id,
        source,
    })
}
