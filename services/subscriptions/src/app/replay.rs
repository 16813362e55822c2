//! Repeated requests whose effect was a link.

use kabinet_env::id::LinkId;
use kabinet_idempotency::Request;
use sqlx::PgConnection;
use thiserror::Error;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::store::{self, CorruptRow};

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

/// Returns the link of an earlier, identical request.
pub(super) async fn find(
    connection: &mut PgConnection,
    request: &Request,
) -> Result<Option<LinkId>, Error> {
    let found = kabinet_idempotency::find(connection, request).await?;
    found.map(|outcome| read(request, &outcome)).transpose()
}

/// Whether this request is the first of its id.
pub(super) enum Recorded {
    Fresh,
    /// The transaction is to be rolled back, and the answer made from this link as it stands.
    Replay(LinkId),
}

/// Remembers the request inside the transaction of its effect.
pub(super) async fn record(
    connection: &mut PgConnection,
    request: &Request,
    link_id: LinkId,
    now: OffsetDateTime,
) -> Result<Recorded, Error> {
    let outcome = link_id.uuid().into_bytes();
    match kabinet_idempotency::record(connection, request, &outcome, now).await? {
        kabinet_idempotency::Recorded::Fresh => Ok(Recorded::Fresh),
        kabinet_idempotency::Recorded::Replay(outcome) => {
            Ok(Recorded::Replay(read(request, &outcome)?))
        }
    }
}

fn read(request: &Request, outcome: &[u8]) -> Result<LinkId, Error> {
    let corrupt = CorruptRow {
        table: "subscriptions.idempotency_record",
        column: "outcome",
        row: request.request_id(),
    };
    let id = Uuid::from_slice(outcome).map_err(|_| store::Error::from(corrupt))?;
    Ok(LinkId::from_uuid(id))
}
