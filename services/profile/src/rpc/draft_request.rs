//! Reads the requests of `DraftService`, each as a whole: every wrong field is named at once.

use kabinet_domain::{EmailAddress, MobileNumber};
use kabinet_env::id::RegistrationId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{
        ActivateDraftRequest, PutContactsRequest, PutPersonalDataRequest,
        ResolveDraftContactRequest,
    },
    timestamp,
};
use kabinet_status::Refusal;
use uuid::Uuid;

use super::{
    parse::{self, Today},
    violations::Violations,
};
use crate::{
    app::{activate_draft, resolve_draft_contact},
    domain::person::PersonalData,
};

/// A write to a draft.
#[derive(Debug)]
pub(super) struct Write<T> {
    pub(super) request_id: Uuid,
    pub(super) registration_id: RegistrationId,
    pub(super) expected_version: i64,
    pub(super) content: T,
}

pub(super) fn registration_id(text: &str) -> Result<RegistrationId, Refusal> {
    let mut violations = Violations::default();
    let id = violations.read("registration_id", text.parse());
    id.ok_or_else(|| violations.refusal())
}

pub(super) fn put_personal_data(
    message: &PutPersonalDataRequest,
    today: &Today<'_>,
) -> Result<Write<PersonalData>, Refusal> {
    let mut violations = Violations::default();
    let request_id = violations.read("request_id", message.request_id.parse());
    let registration_id = violations.read("registration_id", message.registration_id.parse());
    let data = violations
        .some("personal_data", message.personal_data.as_ref())
        .and_then(|data| parse::personal_data(data, today, &mut violations));
    match (request_id, registration_id, data) {
        (Some(request_id), Some(registration_id), Some(content)) => Ok(Write {
            request_id,
            registration_id,
            expected_version: message.expected_version,
            content,
        }),
        _ => Err(violations.refusal()),
    }
}

pub(super) fn put_contacts(
    message: &PutContactsRequest,
) -> Result<Write<(MobileNumber, EmailAddress)>, Refusal> {
    let mut violations = Violations::default();
    let request_id = violations.read("request_id", message.request_id.parse());
    let registration_id = violations.read("registration_id", message.registration_id.parse());
    let mobile = violations.read_for(
        Reason::MobileUnacceptable,
        "mobile",
        MobileNumber::parse(&message.mobile),
    );
    let email = violations.read_for(
        Reason::EmailUnacceptable,
        "email",
        EmailAddress::parse(&message.email),
    );
    match (request_id, registration_id, mobile, email) {
        (Some(request_id), Some(registration_id), Some(mobile), Some(email)) => Ok(Write {
            request_id,
            registration_id,
            expected_version: message.expected_version,
            content: (mobile, email),
        }),
        _ => Err(violations.refusal()),
    }
}

pub(super) fn resolve_draft_contact(
    message: &ResolveDraftContactRequest,
    reader: String,
) -> Result<resolve_draft_contact::Input, Refusal> {
    let mut violations = Violations::default();
    let registration_id = violations.read("registration_id", message.registration_id.parse());
    let kind = violations.some("kind", parse::contact_kind(message.kind));
    match (registration_id, kind) {
        (Some(registration_id), Some(kind)) => Ok(resolve_draft_contact::Input {
            registration_id,
            draft_version: message.draft_version,
            kind,
            reader,
        }),
        _ => Err(violations.refusal()),
    }
}

/// Reads an activation, which comes as a request and as an event of the same shape.
pub(super) fn activation(
    message: &ActivateDraftRequest,
    reader: String,
) -> Result<activate_draft::Input, Refusal> {
    let mut violations = Violations::default();
    let registration_id = violations.read("registration_id", message.registration_id.parse());
    let account_id = violations.read("account_id", message.account_id.parse());
    let kind = violations.some(
        "confirmed_kind",
        parse::contact_kind(message.confirmed_kind),
    );
    let time = violations.some(
        "confirm_time",
        message.confirm_time.as_ref().and_then(timestamp::read),
    );
    match (registration_id, account_id, kind, time) {
        (Some(registration_id), Some(account_id), Some(confirmed_kind), Some(confirm_time)) => {
            Ok(activate_draft::Input {
                registration_id,
                draft_version: message.draft_version,
                account_id,
                confirmed_kind,
                confirm_time,
                reader,
            })
        }
        _ => Err(violations.refusal()),
    }
}
