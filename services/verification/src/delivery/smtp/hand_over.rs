use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter, ServerInfo};

use crate::delivery::provider::SubmitError;

/// Names sender and receiver, and asks for the message.
pub(super) async fn announce(
    connection: &mut AsyncSmtpConnection,
    from: Address,
    to: Address,
    message: &[u8],
) -> Result<(), SubmitError> {
    let parameters = parameters(connection.server_info(), [&from, &to], message)?;
    let mail = Mail::new(Some(from), parameters);
    let wanted = connection.command(mail).await;
    wanted.map_err(|error| sender_refused(&error))?;
    let receiver = Rcpt::new(to, Vec::new());
    let wanted = connection.command(receiver).await;
    wanted.map_err(|error| refused(&error))?;
    let wanted = connection.command(Data).await;
    wanted.map_err(|error| refused(&error))?;
    Ok(())
}

/// Sends the message; without an answer nobody knows whether the server has it.
pub(super) async fn content(
    connection: &mut AsyncSmtpConnection,
    message: &[u8],
) -> Result<(), SubmitError> {
    let answered = connection.message(message).await;
    answered.map(drop).map_err(|error| match error.status() {
        Some(_) => refused(&error),
        None => SubmitError::Unclear("mail_connection_lost"),
    })
}

fn parameters(
    server: &ServerInfo,
    addresses: [&Address; 2],
    message: &[u8],
) -> Result<Vec<MailParameter>, SubmitError> {
    let mut parameters = Vec::new();
    let is_ascii = |address: &&Address| AsRef::<str>::as_ref(*address).is_ascii();
    if !addresses.iter().all(is_ascii) {
        if !server.supports_feature(Extension::SmtpUtfEight) {
            return Err(SubmitError::Permanent("address_not_supported"));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !message.is_ascii() {
        if !server.supports_feature(Extension::EightBitMime) {
            return Err(SubmitError::Permanent("address_not_supported"));
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

/// A server that does not want our sender will want it once somebody has mended it.
fn sender_refused(error: &Error) -> SubmitError {
    SubmitError::Temporary(match error.status() {
        Some(_) => "mail_sender_refused",
        None => "mail_server_unreachable",
    })
}

fn refused(error: &Error) -> SubmitError {
    if error.is_permanent() {
        SubmitError::Permanent("mail_refused")
    } else if error.is_transient() {
        SubmitError::Temporary("mail_deferred")
    } else {
        SubmitError::Temporary("mail_server_unreachable")
    }
}
