use kabinet_domain::{Contact, ContactKind, Language};
use kabinet_env::id::AccountId;
use kabinet_peer::Failure;
use kabinet_proof::action::ActionKind;
use kabinet_proto::{
    timestamp,
    types::v1 as types,
    verification::v1::{
        Lane, MessageTemplate, SendRequest, TemplateVariable,
        delivery_service_client::DeliveryServiceClient,
    },
};
use secrecy::{ExposeSecret as _, SecretString};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Peers;
use crate::domain::{
    action::Action,
    notice::{Subject, UnlinkCause},
    service_kind::ServiceKind,
};

/// A message of a notice to one contact.
#[derive(Debug)]
pub(crate) struct Message {
    /// Makes a repeat safe.
    pub(crate) request_id: Uuid,
    /// Whom it is about.
    pub(crate) account_id: AccountId,
    /// Where it goes.
    pub(crate) contact: Contact,
    /// What it is about.
    pub(crate) subject: Subject,
    /// When that happened, as the person reads it.
    pub(crate) time: String,
    /// Login name, where the message says it.
    pub(crate) login: Option<SecretString>,
    /// What its reader may do.
    pub(crate) action: Option<Action>,
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
        let (template, wording) = template(message.subject);
        Self {
            request_id: message.request_id.to_string(),
            lane: Lane::Security.into(),
            destination: Some(kabinet_codes::address(&message.contact)),
            template: template.into(),
            variables: variables(wording, &message),
            language: message.language.as_str().to_owned(),
            expire_time: Some(timestamp::write(message.expire_time)),
            action: message
                .action
                .map(|offered| action(message.account_id, offered)),
        }
    }
}

/// What a template says besides the time.
#[derive(Debug, Clone, Copy)]
enum Wording {
    Plain,
    Service(ServiceKind),
    Contact(ContactKind),
    /// The login name, and no time.
    Login,
}

/// Chooses what the message says.
fn template(subject: Subject) -> (MessageTemplate, Wording) {
    match subject {
        Subject::NewLogin { .. } => (MessageTemplate::NewLogin, Wording::Plain),
        Subject::PasswordChanged => (MessageTemplate::PasswordChanged, Wording::Plain),
        Subject::ServiceLinked { kind, .. } => {
            (MessageTemplate::ServiceLinked, Wording::Service(kind))
        }
        Subject::ServiceUnlinked { kind, cause, .. } => {
            let template = match cause {
                UnlinkCause::Person => MessageTemplate::ServiceUnlinked,
                UnlinkCause::HolderChanged => MessageTemplate::HolderChanged,
            };
            (template, Wording::Service(kind))
        }
        Subject::PersonalDataChanged => (MessageTemplate::PersonalDataChanged, Wording::Plain),
        Subject::RecoveryStarted { .. } => (MessageTemplate::RecoveryStarted, Wording::Plain),
        Subject::PasswordReset { .. } => (MessageTemplate::PasswordReset, Wording::Plain),
        Subject::LoginReminder { .. } => (MessageTemplate::LoginReminder, Wording::Login),
        Subject::AccessEnded { .. } => (MessageTemplate::AccessEnded, Wording::Plain),
        Subject::ContactChanged { kind, .. } => {
            (MessageTemplate::ContactChanged, Wording::Contact(kind))
        }
        Subject::ContactChangeUndone { kind, .. } => {
            (MessageTemplate::ContactChangeUndone, Wording::Contact(kind))
        }
    }
}

fn variables(wording: Wording, message: &Message) -> Vec<TemplateVariable> {
    let time = variable("time", &message.time);
    match wording {
        Wording::Plain => vec![time],
        Wording::Service(kind) => vec![variable("service_kind", kind.as_str()), time],
        Wording::Contact(kind) => vec![variable("contact_kind", kind.as_str()), time],
        Wording::Login => {
            let login = message.login.as_ref().map(SecretString::expose_secret);
            vec![variable("login", login.unwrap_or_default())]
        }
    }
}

fn action(account_id: AccountId, action: Action) -> types::Action {
    let kind = match action.kind {
        ActionKind::CancelRecovery => types::ActionKind::CancelRecovery,
        ActionKind::UndoContactChange => types::ActionKind::UndoContactChange,
        ActionKind::ReportNotMe => types::ActionKind::ReportNotMe,
    };
    types::Action {
        kind: kind.into(),
        account_id: account_id.to_string(),
        object_id: action.object_id.to_string(),
        expire_time: Some(timestamp::write(action.expire_time)),
    }
}

fn variable(name: &str, value: &str) -> TemplateVariable {
    TemplateVariable {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}
