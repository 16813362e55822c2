//! Maps every error of a use case to what crosses the wire.

use std::{error::Error, time::Duration};

use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal};

use super::violations::Violations;
use crate::app::{
    activate_draft, discard_draft, get_profile, list_contact_points, list_regions, put_contacts,
    put_personal_data, receive_event, resolve_draft_contact,
};

/// When to come back while the database is away.
const DATABASE_RETRY: Duration = Duration::from_secs(1);

pub(super) fn put_personal_data(error: put_personal_data::Error) -> Refusal {
    match error {
        put_personal_data::Error::Inadmissible(obstacles) => {
            Violations::from_iter(obstacles).refusal()
        }
        put_personal_data::Error::Ended => draft_not_found(),
        put_personal_data::Error::Conflict { version } => draft_conflict(version),
        put_personal_data::Error::Idempotency(error) => idempotency(&error),
        put_personal_data::Error::Store(error) => store(&error),
    }
}

pub(super) fn put_contacts(error: put_contacts::Error) -> Refusal {
    match error {
        put_contacts::Error::NotFound => draft_not_found(),
        put_contacts::Error::Conflict { version } => draft_conflict(version),
        put_contacts::Error::Idempotency(error) => idempotency(&error),
        put_contacts::Error::Store(error) => store(&error),
    }
}

pub(super) fn resolve_draft_contact(error: resolve_draft_contact::Error) -> Refusal {
    match error {
        resolve_draft_contact::Error::NotFound => draft_not_found(),
        resolve_draft_contact::Error::Conflict { version } => draft_conflict(version),
        resolve_draft_contact::Error::Incomplete => draft_incomplete(),
        resolve_draft_contact::Error::Vault(error) => internal(&error),
        resolve_draft_contact::Error::Store(error) => store(&error),
    }
}

pub(super) fn activate_draft(error: activate_draft::Error) -> Refusal {
    match error {
        activate_draft::Error::NotFound => draft_not_found(),
        activate_draft::Error::Conflict { version } => draft_conflict(version),
        activate_draft::Error::Incomplete => draft_incomplete(),
        activate_draft::Error::Exists => {
            Refusal::already_exists(Reason::ProfileExists, "the account has another profile")
        }
        activate_draft::Error::Vault(error) => internal(&error),
        activate_draft::Error::Store(error) => store(&error),
    }
}

pub(super) fn discard_draft(error: discard_draft::Error) -> Refusal {
    match error {
        discard_draft::Error::Store(error) => store(&error),
    }
}

pub(super) fn receive_event(error: receive_event::Error) -> Refusal {
    match error {
        receive_event::Error::Activate(error) => activate_draft(error),
        receive_event::Error::Store(error) => store(&error),
    }
}

pub(super) fn get_profile(error: get_profile::Error) -> Refusal {
    match error {
        get_profile::Error::NotFound => profile_not_found(),
        get_profile::Error::Corrupt(error) => internal(&error),
        get_profile::Error::Vault(error) => internal(&error),
        get_profile::Error::Store(error) => store(&error),
    }
}

pub(super) fn list_contact_points(error: list_contact_points::Error) -> Refusal {
    match error {
        list_contact_points::Error::NotFound => profile_not_found(),
        list_contact_points::Error::Corrupt(error) => internal(&error),
        list_contact_points::Error::Vault(error) => internal(&error),
        list_contact_points::Error::Store(error) => store(&error),
    }
}

pub(super) fn list_regions(error: &list_regions::Error) -> Refusal {
    match error {
        list_regions::Error::PageToken => Refusal::invalid_argument(
            Reason::PageTokenInvalid,
            "the page token was not made by this call",
        )
        .field(
            "page_token",
            "PAGE_TOKEN_INVALID",
            "was not made by this call",
        ),
    }
}

fn draft_not_found() -> Refusal {
    Refusal::not_found(Reason::DraftNotFound, "there is no open draft")
}

fn draft_conflict(version: i64) -> Refusal {
    Refusal::aborted(
        Reason::DraftConflict,
        "the draft moved on to another version",
    )
    .metadata("version", version.to_string())
}

fn draft_incomplete() -> Refusal {
    Refusal::failed_precondition(Reason::DraftIncomplete, "the draft lacks data")
}

fn profile_not_found() -> Refusal {
    Refusal::not_found(Reason::ProfileNotFound, "the account has no profile")
}

fn idempotency(error: &kabinet_idempotency::Error) -> Refusal {
    match error {
        kabinet_idempotency::Error::Reused => Refusal::request_id_reused(),
        kabinet_idempotency::Error::Database(error) => store(error),
    }
}

fn store(error: &sqlx::Error) -> Refusal {
    if kabinet_database::is_unavailable(error) {
        tracing::warn!(error = error as &dyn Error, "the database does not serve");
        return Refusal::unavailable(DATABASE_RETRY);
    }
    internal(error)
}

fn internal(error: &(dyn Error + 'static)) -> Refusal {
    log_internal(error);
    Refusal::internal()
}
