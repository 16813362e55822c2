use kabinet_domain::{Channel, Contact, Language};
use kabinet_peer::Failure;
use kabinet_proto::{
    timestamp,
    types::v1 as types,
    verification::v1::{
        Destination, Lane, MessageTemplate, SendRequest, TemplateVariable,
        delivery_service_client::DeliveryServiceClient,
    },
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Peers;
use crate::domain::{
    notice::{Subject, UnlinkCause},
    service_kind::ServiceKind,
};

/// A message of a notice to one contact.
#[derive(Debug)]
pub(crate) struct Message {
    /// Makes a repeat safe.
    pub(crate) request_id: Uuid,
    /// Where it goes.
    pub(crate) contact: Contact,
    /// What it is about.
    pub(crate) subject: Subject,
    /// When that happened, as the person reads it.
    pub(crate) time: String,
    /// Language of the text.
    pub(crate) language: Language,
    /// After this nobody needs it any more.
    pub(crate) expire_time: OffsetDateTime,
}

impl Peers {
    /// Has a message queued.
    pub(crate) async fn send(&self, message: Message) -> Result<(), Failure> {
        DeliveryServiceClient::new(self.verification.clone())
            .send(SendRequest::from(message))
            .await?;
        Ok(())
    }
}

impl From<Message> for SendRequest {
    fn from(message: Message) -> Self {
        let (template, service_kind) = template(message.subject);
        let service_kind = service_kind.map(|kind| variable("service_kind", kind.as_str()));
        let time = variable("time", &message.time);
        Self {
            request_id: message.request_id.to_string(),
            lane: Lane::Security.into(),
            destination: Some(destination(&message.contact)),
            template: template.into(),
            variables: service_kind.into_iter().chain([time]).collect(),
            language: message.language.as_str().to_owned(),
            expire_time: Some(timestamp::write(message.expire_time)),
        }
    }
}

/// Chooses what the message says, and of which kind of service it speaks.
fn template(subject: Subject) -> (MessageTemplate, Option<ServiceKind>) {
    match subject {
        Subject::NewLogin { .. } => (MessageTemplate::NewLogin, None),
        Subject::PasswordChanged => (MessageTemplate::PasswordChanged, None),
        Subject::ServiceLinked { kind, .. } => (MessageTemplate::ServiceLinked, Some(kind)),
        Subject::ServiceUnlinked { kind, cause, .. } => {
            let template = match cause {
                UnlinkCause::Person => MessageTemplate::ServiceUnlinked,
                UnlinkCause::HolderChanged => MessageTemplate::HolderChanged,
            };
            (template, Some(kind))
        }
        Subject::PersonalDataChanged => (MessageTemplate::PersonalDataChanged, None),
    }
}

fn destination(contact: &Contact) -> Destination {
    let channel = match contact.channel() {
        Channel::Sms => types::Channel::Sms,
        Channel::Email => types::Channel::Email,
    };
    Destination {
        channel: channel.into(),
        address: contact.value().to_owned(),
    }
}

fn variable(name: &str, value: &str) -> TemplateVariable {
    TemplateVariable {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}
