//! Reads the requests of `ContactService`, each as a whole: every wrong field is named at once.

use kabinet_domain::{Contact, ContactKind};
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{
        ConfirmContactPointRequest, ReplaceContactPointRequest, StartConfirmationRequest,
    },
};
use kabinet_status::Refusal;
use uuid::Uuid;

use super::{parse, violations::Violations};

pub(super) fn replace(message: &ReplaceContactPointRequest) -> Result<(Uuid, Contact), Refusal> {
    let mut violations = Violations::default();
    let request_id = violations.read("request_id", message.request_id.parse());
    let kind = violations.some("kind", parse::contact_kind(message.kind));
    let contact = kind.and_then(|kind| {
        let reason = match kind {
            ContactKind::Mobile => Reason::MobileUnacceptable,
            ContactKind::Email => Reason::EmailUnacceptable,
        };
        violations.read_for(reason, "value", Contact::parse(kind, &message.value))
    });
    match (request_id, contact) {
        (Some(request_id), Some(contact)) => Ok((request_id, contact)),
        _ => Err(violations.refusal()),
    }
}

pub(super) fn start(message: &StartConfirmationRequest) -> Result<(Uuid, ContactKind), Refusal> {
    of_kind(&message.request_id, message.kind)
}

pub(super) fn confirm(
    message: &ConfirmContactPointRequest,
) -> Result<(Uuid, ContactKind), Refusal> {
    of_kind(&message.request_id, message.kind)
}

fn of_kind(request_id: &str, kind: i32) -> Result<(Uuid, ContactKind), Refusal> {
    let mut violations = Violations::default();
    let request_id = violations.read("request_id", request_id.parse());
    let kind = violations.some("kind", parse::contact_kind(kind));
    match (request_id, kind) {
        (Some(request_id), Some(kind)) => Ok((request_id, kind)),
        _ => Err(violations.refusal()),
    }
}
