//! Sends one message of a notice.

use kabinet_domain::Contact;
use kabinet_env::id::{AccountId, NoticeId};
use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use secrecy::SecretString;
use uuid::Uuid;

use super::App;
use crate::{
    domain::{
        access::{Access, Purpose},
        action, local_time,
        notice::Subject,
        sending,
    },
    peers::Message,
    store::{
        self,
        message::{Addressee, MessageRow},
    },
    vault::{self, AccountVault},
};

/// Destination of the events that say that a message is due.
pub(crate) const DELIVERY: &str = "delivery";
/// Who reads a contact to send something to it, as the access log names them.
const READER: &str = "service/profile";

/// Which message.
#[derive(Debug)]
pub(crate) struct Input {
    /// Id of the event that says that the message is due.
    pub(crate) event_id: Uuid,
    /// Notice.
    pub(crate) notice_id: NoticeId,
    /// Account.
    pub(crate) account_id: AccountId,
    /// Which contact it goes to.
    pub(crate) addressee: Addressee,
}

/// What became of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// Verification has it.
    Sent,
    /// Nobody needs it any more, or there is nobody to send it to.
    NotNeeded,
    /// Nothing can be sent to the contact.
    Undeliverable,
}

/// Says why the message is not with verification yet.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Verification did not take it, or identity did not tell what it says.
    #[error("handing the message over")]
    Peer(#[from] Failure),
    /// The contact or the person does not open.
    #[error("opening what the message needs")]
    Vault(#[from] vault::Error),
    /// The rows cannot be had.
    #[error("reading what the message needs")]
    Store(#[from] store::Error),
}

/// Opens the contact, notes that, and has verification send the message. The event's id makes one
/// reading and one message of however many attempts.
pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let (account_id, notice_id, addressee) = (input.account_id, input.notice_id, input.addressee);
    let access = Access {
        id: input.event_id,
        ..app.access(READER.to_owned(), Purpose::Notice(addressee.kind))
    };
    let oldest = app.env.now() - sending::LIFE;
    let read = store::message::read(&app.pool, account_id, notice_id, addressee, oldest, &access);
    let Some(row) = read.await? else {
        return Ok(Output::NotNeeded);
    };
    let login = match row.subject {
        Subject::LoginReminder { .. } => match app.peers.login(account_id).await {
            Ok(login) => Some(login),
            Err(failure) if failure.reason() == Some(Reason::AccountNotFound) => {
                return Ok(Output::NotNeeded);
            }
            Err(failure) => return Err(failure.into()),
        },
        _ => None,
    };
    let message = message(app, &input, &row, login)?;
    match app.peers.send(message).await {
        Ok(()) => Ok(Output::Sent),
        Err(failure) => match failure.reason() {
            Some(Reason::DestinationUnacceptable) => Ok(Output::Undeliverable),
            // An earlier attempt was taken, and the language or the region has changed since.
            Some(Reason::RequestIdReused) => Ok(Output::Sent),
            _ => Err(failure.into()),
        },
    }
}

fn message(
    app: &App,
    input: &Input,
    row: &MessageRow,
    login: Option<SecretString>,
) -> Result<Message, vault::Error> {
    let account = app.vault.account(input.account_id, &row.data_key)?;
    let person = account.open_person(&row.personal_data)?;
    let region = app.admission.regions().get(&person.region);
    Ok(Message {
        request_id: Uuid::new_v5(&input.event_id, b"verification.send"),
        account_id: input.account_id,
        contact: contact(&account, input.addressee, row)?,
        subject: row.subject,
        login,
        action: action::of(input.notice_id, row.subject, row.occur_time),
        time: local_time::write(row.occur_time, region.map(|region| &region.time_zone)),
        language: row.preferred_language.unwrap_or(row.notice_language),
        expire_time: row.occur_time + sending::LIFE,
    })
}

fn contact(
    account: &AccountVault,
    addressee: Addressee,
    row: &MessageRow,
) -> Result<Contact, vault::Error> {
    match row.replaced_by {
        None => account.open_contact(addressee.kind, &row.contact),
        Some(change_id) => account.open_former_contact(change_id, addressee.kind, &row.contact),
    }
}
