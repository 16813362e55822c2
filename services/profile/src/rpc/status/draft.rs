use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;

use super::{
    super::{person_fields::PersonFields, violations::Violations},
    shared::{database, internal, store},
};
use crate::app::{
    activate_draft, discard_draft, put_contacts, put_personal_data, receive_event,
    resolve_draft_contact,
};

pub(in super::super) fn put_personal_data(error: put_personal_data::Error) -> Refusal {
    match error {
        put_personal_data::Error::Inadmissible(obstacles) => {
            Violations::of(obstacles, &PersonFields::OF_DRAFT).refusal()
        }
        put_personal_data::Error::Ended => not_found(),
        put_personal_data::Error::Conflict { version } => conflict(version),
        put_personal_data::Error::Idempotency(error) => error.refusal(),
        put_personal_data::Error::Store(error) => database(&error),
    }
}

pub(in super::super) fn put_contacts(error: put_contacts::Error) -> Refusal {
    match error {
        put_contacts::Error::NotFound => not_found(),
        put_contacts::Error::Conflict { version } => conflict(version),
        put_contacts::Error::Idempotency(error) => error.refusal(),
        put_contacts::Error::Store(error) => database(&error),
    }
}

pub(in super::super) fn resolve_draft_contact(error: resolve_draft_contact::Error) -> Refusal {
    match error {
        resolve_draft_contact::Error::NotFound => not_found(),
        resolve_draft_contact::Error::Conflict { version } => conflict(version),
        resolve_draft_contact::Error::Incomplete => incomplete(),
        resolve_draft_contact::Error::Vault(error) => internal(&error),
        resolve_draft_contact::Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn activate_draft(error: activate_draft::Error) -> Refusal {
    match error {
        activate_draft::Error::NotFound => not_found(),
        activate_draft::Error::Conflict { version } => conflict(version),
        activate_draft::Error::Incomplete => incomplete(),
        activate_draft::Error::Exists => {
            Refusal::already_exists(Reason::ProfileExists, "the account has another profile")
        }
        activate_draft::Error::Vault(error) => internal(&error),
        activate_draft::Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn discard_draft(error: discard_draft::Error) -> Refusal {
    match error {
        discard_draft::Error::Store(error) => database(&error),
    }
}

pub(in super::super) fn receive_event(error: receive_event::Error) -> Refusal {
    match error {
        receive_event::Error::Activate(error) => activate_draft(error),
        receive_event::Error::Store(error) => database(&error),
    }
}

fn not_found() -> Refusal {
    Refusal::not_found(Reason::DraftNotFound, "there is no open draft")
}

fn conflict(version: i64) -> Refusal {
    Refusal::aborted(
        Reason::DraftConflict,
        "the draft moved on to another version",
    )
    .metadata("version", version.to_string())
}

fn incomplete() -> Refusal {
    Refusal::failed_precondition(Reason::DraftIncomplete, "the draft lacks data")
}
