use kabinet_peer::pass_on;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal};
use tonic::Status;

use super::catalog::region_unknown;
use super::peer::{CHECKING, SENDING, STARTING};
use super::shared::{PAUSE, page_token, storage};
use crate::app::{
    cancel_link, code, get_link, list_links, rename_link, resend_challenge, start_link,
    submit_proof, switch_challenge, unlink,
};
use crate::domain::catalog::Unavailable;
use crate::domain::limits::Refused;
use crate::domain::link::LinkState;

pub(in super::super) fn start_link(error: start_link::Error) -> Status {
    use start_link::Error;
    match error {
        Error::Unavailable(what) => unavailable(what),
        Error::Refused(Refused::TooMany { limit }) => too_many(limit),
        Error::Refused(Refused::Spent { limit, wait }) => {
            let message = "too many identifiers were tried";
            Refusal::resource_exhausted(Reason::RateLimited, wait.unsigned_abs(), message)
                .metadata("limit", limit)
                .into()
        }
        Error::Code(code::Error::Verification(failure)) => pass_on(&failure, STARTING).into(),
        Error::Code(code::Error::Storage(error)) | Error::Storage(error) => storage(&error),
        Error::Replay(error) => error.refusal().into(),
    }
}

pub(in super::super) fn submit_proof(error: submit_proof::Error) -> Status {
    use submit_proof::Error;
    match error {
        Error::NotFound => not_found(),
        Error::Unsuitable(state) => unsuitable(state),
        Error::Exhausted => {
            let message = "every attempt is spent; start the link again";
            Refusal::failed_precondition(Reason::CodeExhausted, message).into()
        }
        Error::Exists => {
            let message = "the account has an active link to the contract";
            Refusal::already_exists(Reason::LinkExists, message).into()
        }
        Error::ContractChanged => {
            let message = "the contract was closed or changed its holder";
            Refusal::failed_precondition(Reason::ContractChanged, message).into()
        }
        Error::TooMany { limit } => too_many(limit),
        Error::NoCode => {
            let message = "the code has expired; ask for a new one";
            Refusal::failed_precondition(Reason::CodeExpired, message).into()
        }
        Error::Verification(failure) => pass_on(&failure, CHECKING).into(),
        Error::Proof(kabinet_proof::Error::Unavailable) => Refusal::unavailable(PAUSE).into(),
        Error::Proof(error @ kabinet_proof::Error::Invalid(_)) => {
            log_internal(&error);
            Refusal::internal().into()
        }
        Error::ProofUsed => {
            log_internal(&Error::ProofUsed);
            Refusal::internal().into()
        }
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn resend_challenge(error: resend_challenge::Error) -> Status {
    use resend_challenge::Error;
    match error {
        Error::NotFound => not_found(),
        Error::Unsuitable(state) => unsuitable(state),
        Error::Verification(failure) => pass_on(&failure, SENDING).into(),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn switch_challenge(error: switch_challenge::Error) -> Status {
    match error {
        switch_challenge::Error::Unavailable(what) => unavailable(what),
        switch_challenge::Error::Resend(error) => resend_challenge(error),
    }
}

pub(in super::super) fn cancel_link(error: &cancel_link::Error) -> Status {
    use cancel_link::Error;
    match error {
        Error::NotFound => not_found(),
        Error::Unsuitable(state) => unsuitable(*state),
        Error::Storage(error) => storage(error),
    }
}

pub(in super::super) fn get_link(error: &get_link::Error) -> Status {
    match error {
        get_link::Error::NotFound => not_found(),
        get_link::Error::Storage(error) => storage(error),
    }
}

pub(in super::super) fn list_links(error: &list_links::Error) -> Status {
    match error {
        list_links::Error::PageToken => page_token(),
        list_links::Error::Storage(error) => storage(error),
    }
}

pub(in super::super) fn rename_link(error: rename_link::Error) -> Status {
    use rename_link::Error;
    match error {
        Error::NotFound => not_found(),
        Error::Unsuitable(state) => unsuitable(state),
        Error::Etag => {
            let message = "the link has changed since it was read";
            Refusal::aborted(Reason::EtagMismatch, message).into()
        }
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn unlink(error: &unlink::Error) -> Status {
    use unlink::Error;
    match error {
        Error::NotFound => not_found(),
        Error::Unsuitable(state) => unsuitable(*state),
        Error::Storage(error) => storage(error),
    }
}

fn unavailable(what: Unavailable) -> Status {
    let field = match what {
        Unavailable::Region => return region_unknown(),
        Unavailable::Identifier => {
            let message = "does not have the form that the region and the kind ask for";
            return Refusal::invalid_argument(
                Reason::IdentifierUnacceptable,
                "the identifier is not acceptable",
            )
            .field("identifier", "IDENTIFIER_UNACCEPTABLE", message)
            .into();
        }
        Unavailable::Kind => "kind",
        Unavailable::IdentifierType => "identifier_type",
        Unavailable::Channel => "channel",
    };
    let message = "is not offered in the region";
    Refusal::invalid_argument(
        Reason::ServiceKindUnavailable,
        "the operator does not offer it",
    )
    .field(field, "SERVICE_KIND_UNAVAILABLE", message)
    .into()
}

fn not_found() -> Status {
    Refusal::not_found(Reason::LinkNotFound, "the account has no such link").into()
}

fn unsuitable(state: LinkState) -> Status {
    let message = "the link's state does not allow it";
    Refusal::failed_precondition(Reason::LinkStateUnsuitable, message)
        .metadata("state", state.as_str())
        .into()
}

fn too_many(limit: u32) -> Status {
    let message = "the account has as many links as it may have";
    Refusal::failed_precondition(Reason::TooManyLinks, message)
        .metadata("limit", limit.to_string())
        .into()
}
