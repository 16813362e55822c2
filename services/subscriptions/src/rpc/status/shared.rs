use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal};
use tonic::Status;

use crate::store;

/// How long to wait for a database or a peer that does not answer.
pub(super) const PAUSE: Duration = Duration::from_secs(1);

pub(in super::super) fn storage(error: &store::Error) -> Status {
    log_internal(error);
    if error.is_unavailable() {
        Refusal::unavailable(PAUSE).into()
    } else {
        Refusal::internal().into()
    }
}

pub(in super::super) fn page_token() -> Status {
    let message = "the page token was not made by this call";
    Refusal::invalid_argument(Reason::PageTokenInvalid, message)
        .field("page_token", "PAGE_TOKEN_INVALID", message)
        .into()
}
