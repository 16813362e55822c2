use kabinet_domain::{Channel, Contact, Language, NetworkPrefix};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::timestamp;
use kabinet_proto::types::v1 as types;
use kabinet_proto::verification::v1 as pb;
use kabinet_status::Refusal;
use time::OffsetDateTime;

use crate::app::Request;
use crate::domain::{Binding, Destination, Disclosure, Lane, Purpose, Template};

/// The contract requires the field; a caller that reaches this broke the validation.
pub(super) fn required<T>(value: Option<T>) -> Result<T, Refusal> {
    value.ok_or_else(|| {
        Refusal::invalid_argument(Reason::InvalidRequest, "a required field is absent")
    })
}

pub(super) fn time(
    value: Option<prost_types::Timestamp>,
    field: &str,
) -> Result<OffsetDateTime, Refusal> {
    let value = required(value)?;
    timestamp::read(&value).ok_or_else(|| {
        Refusal::invalid_argument(Reason::InvalidRequest, "a time is malformed").field(
            field,
            "TIMESTAMP_MALFORMED",
            "must be a time of this era",
        )
    })
}

pub(super) fn request(caller: &str, id: &str, body: &impl prost::Message) -> Request {
    Request {
        caller: caller.to_owned(),
        id: id.to_ascii_lowercase(),
        body: body.encode_to_vec(),
    }
}

/// The body without what may differ between a call and its repeat: where the person is now, and
/// whether the starter knows the subject.
pub(super) fn repeatable<T: Clone + prost::Message>(message: &T, clear: fn(&mut T)) -> T {
    let mut message = message.clone();
    clear(&mut message);
    message
}

pub(super) fn binding(binding: Option<pb::Binding>) -> Result<Binding, Refusal> {
    let binding = required(binding)?;
    let purpose = match binding.purpose() {
        pb::Purpose::Registration => Purpose::Registration,
        pb::Purpose::Ownership => Purpose::Ownership,
        pb::Purpose::Recovery => Purpose::Recovery,
        pb::Purpose::Contact => Purpose::Contact,
        pb::Purpose::Unspecified => return required(None),
    };
    let digest = required(binding.payload_digest.as_slice().try_into().ok())?;
    Ok(Binding::new(
        purpose,
        binding.subject,
        digest,
        &binding.check_secret,
    ))
}

pub(super) fn destination(destination: Option<pb::Destination>) -> Result<Destination, Refusal> {
    let destination = required(destination)?;
    let channel = match destination.channel() {
        types::Channel::Sms => Channel::Sms,
        types::Channel::Email => Channel::Email,
        types::Channel::Unspecified => return required(None),
    };
    // Whether a malformed one is refused depends on whether the verification conceals it.
    Ok(
        match Contact::parse(channel.contact_kind(), &destination.address) {
            Ok(contact) => Destination::Contact(contact),
            Err(_) => Destination::Malformed(channel),
        },
    )
}

pub(super) fn disclosure(conceal: bool, known_subject: bool) -> Result<Disclosure, Refusal> {
    if conceal {
        return Ok(Disclosure::Concealed);
    }
    if known_subject {
        return Err(Refusal::invalid_argument(
            Reason::InvalidRequest,
            "a known subject without concealment",
        )
        .field(
            "known_subject",
            "CONCEAL_REQUIRED",
            "must not be set without `conceal`",
        ));
    }
    Ok(Disclosure::Open)
}

/// Says that nothing is sent to the destination.
pub(super) fn unacceptable() -> Refusal {
    Refusal::invalid_argument(
        Reason::DestinationUnacceptable,
        "nothing can be sent to this destination",
    )
    .field(
        "destination.address",
        "DESTINATION_UNACCEPTABLE",
        "must be a mobile number of a served country, or an e-mail address",
    )
}

pub(super) fn language(client: Option<&types::ClientContext>) -> Language {
    Language::choose(
        client
            .map(|client| client.language.as_str())
            .unwrap_or_default(),
    )
}

pub(super) fn network(client: Option<&types::ClientContext>) -> Option<NetworkPrefix> {
    NetworkPrefix::parse(&client?.network_address)
}

pub(super) fn lane(lane: pb::Lane) -> Result<Lane, Refusal> {
    match lane {
        pb::Lane::Security => Ok(Lane::Security),
        pb::Lane::Service => Ok(Lane::Service),
        pb::Lane::Unspecified => required(None),
    }
}

pub(super) fn template(template: pb::MessageTemplate) -> Result<Template, Refusal> {
    match template {
        pb::MessageTemplate::NewLogin => Ok(Template::NewLogin),
        pb::MessageTemplate::PasswordChanged => Ok(Template::PasswordChanged),
        pb::MessageTemplate::ServiceLinked => Ok(Template::ServiceLinked),
        pb::MessageTemplate::ServiceUnlinked => Ok(Template::ServiceUnlinked),
        pb::MessageTemplate::HolderChanged => Ok(Template::HolderChanged),
        pb::MessageTemplate::PersonalDataChanged => Ok(Template::PersonalDataChanged),
        pb::MessageTemplate::RecoveryStarted => Ok(Template::RecoveryStarted),
        pb::MessageTemplate::PasswordReset => Ok(Template::PasswordReset),
        pb::MessageTemplate::LoginReminder => Ok(Template::LoginReminder),
        pb::MessageTemplate::AccessEnded => Ok(Template::AccessEnded),
        pb::MessageTemplate::ContactChanged => Ok(Template::ContactChanged),
        pb::MessageTemplate::ContactChangeUndone => Ok(Template::ContactChangeUndone),
        pb::MessageTemplate::Unspecified => required(None),
    }
}
