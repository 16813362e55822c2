use std::{error::Error, time::Duration};

use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal};

use crate::store;

/// When to come back while the database is away.
const DATABASE_RETRY: Duration = Duration::from_secs(1);
/// When to come back while a peer is away.
pub(super) const PEER_RETRY: Duration = Duration::from_secs(1);

pub(super) fn profile_not_found() -> Refusal {
    Refusal::not_found(Reason::ProfileNotFound, "the account has no profile")
}

pub(super) fn etag_mismatch() -> Refusal {
    Refusal::aborted(
        Reason::EtagMismatch,
        "what is to be changed has changed since it was read",
    )
}

pub(super) fn page_token() -> Refusal {
    let message = "the page token was not made by this call";
    Refusal::invalid_argument(Reason::PageTokenInvalid, message).field(
        "page_token",
        "PAGE_TOKEN_INVALID",
        "was not made by this call",
    )
}

pub(super) fn store(error: &store::Error) -> Refusal {
    match error {
        store::Error::Database(error) => database(error),
        store::Error::Corrupt(error) => internal(error),
    }
}

pub(super) fn database(error: &sqlx::Error) -> Refusal {
    if kabinet_database::is_unavailable(error) {
        tracing::warn!(error = error as &dyn Error, "the database does not serve");
        return Refusal::unavailable(DATABASE_RETRY);
    }
    internal(error)
}

pub(super) fn internal(error: &(dyn Error + 'static)) -> Refusal {
    log_internal(error);
    Refusal::internal()
}
