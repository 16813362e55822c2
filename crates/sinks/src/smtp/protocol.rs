use std::slice::Iter;
use std::sync::Arc;

use smtp_proto::request::receiver::{DataReceiver, DummyDataReceiver, RequestReceiver};
use smtp_proto::{Error, Request};

use super::behaviour::SmtpBehaviour;
use super::transaction::Transaction;
use super::{mail, reply};
use crate::messages::Messages;
use crate::switch::Switch;

/// Wrong commands in one connection.
const MAX_ERRORS: usize = 20;

/// Says what happens to the connection after the replies have been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Read,
    Close,
    /// Nothing is said any more, whatever comes.
    FallSilent,
}

/// Turns what a client sends into replies; does no I/O.
pub(super) struct Protocol {
    messages: Messages,
    behaviour: Arc<Switch<SmtpBehaviour>>,
    requests: RequestReceiver,
    input: Input,
    said_hello: bool,
    transaction: Transaction,
    errors: usize,
}

enum Input {
    Commands,
    Content(DataReceiver, Vec<u8>),
    TooLarge(DummyDataReceiver),
}

impl Protocol {
    pub(super) fn new(messages: Messages, behaviour: Arc<Switch<SmtpBehaviour>>) -> Self {
        Self {
            messages,
            behaviour,
            requests: RequestReceiver::default(),
            input: Input::Commands,
            said_hello: false,
            transaction: Transaction::default(),
            errors: 0,
        }
    }

    pub(super) fn greet(&self, replies: &mut String) -> Next {
        if self.behaviour.get() == SmtpBehaviour::BlackHole {
            return Next::FallSilent;
        }
        replies.push_str(reply::GREETING);
        Next::Read
    }

    /// Takes what was read; a client may send several commands at once (RFC 2920).
    pub(super) fn take(&mut self, received: &[u8], replies: &mut String) -> Next {
        let mut rest = received.iter();
        while rest.len() > 0 {
            if self.behaviour.get() == SmtpBehaviour::BlackHole {
                return Next::FallSilent;
            }
            let next = match &mut self.input {
                Input::Commands => self.take_command(&mut rest, replies),
                Input::Content(..) | Input::TooLarge(_) => self.take_content(&mut rest, replies),
            };
            if next != Next::Read {
                return next;
            }
        }
        Next::Read
    }

    fn take_command(&mut self, rest: &mut Iter<'_, u8>, replies: &mut String) -> Next {
        let request = self.requests.ingest(rest).map(Request::into_owned);
        let error = match request {
            Ok(Request::Quit) => {
                replies.push_str(reply::BYE);
                return Next::Close;
            }
            Ok(request) => {
                replies.push_str(self.answer(request));
                return Next::Read;
            }
            Err(Error::NeedsMoreData { .. }) => return Next::Read,
            Err(error) => error,
        };
        self.errors += 1;
        if self.errors > MAX_ERRORS {
            replies.push_str(reply::TOO_MANY_ERRORS);
            return Next::Close;
        }
        match error {
            // What follows in the line would be taken for commands.
            Error::ResponseTooLong => {
                replies.push_str(reply::LINE_TOO_LONG);
                return Next::Close;
            }
            Error::InvalidSenderAddress | Error::InvalidRecipientAddress => {
                replies.push_str(reply::BAD_ADDRESS);
            }
            Error::UnsupportedParameter { .. } => replies.push_str(reply::PARAMETER),
            Error::SyntaxError { .. } | Error::InvalidParameter { .. } => {
                replies.push_str(reply::SYNTAX);
            }
            Error::UnknownCommand | Error::NeedsMoreData { .. } | Error::InvalidResponse { .. } => {
                replies.push_str(reply::UNKNOWN_COMMAND);
            }
        }
        Next::Read
    }

    fn answer(&mut self, request: Request<String>) -> &'static str {
        match request {
            Request::Ehlo { .. } => {
                self.hello();
                reply::EXTENDED_HELLO
            }
            Request::Helo { .. } => {
                self.hello();
                reply::HELLO
            }
            Request::Mail { .. } | Request::Rcpt { .. } | Request::Data if !self.said_hello => {
                reply::BAD_SEQUENCE
            }
            Request::Mail { from } => self.transaction.mail(from),
            Request::Rcpt { to } => self.transaction.receiver(to, self.behaviour.get()),
            Request::Data if self.transaction.has_receivers() => {
                self.input = Input::Content(DataReceiver::new(), Vec::new());
                reply::START_INPUT
            }
            Request::Data => reply::BAD_SEQUENCE,
            Request::Rset => {
                self.transaction.reset();
                reply::OK
            }
            Request::Noop { .. } => reply::OK,
            Request::Quit => reply::BYE,
            Request::Vrfy { .. } => reply::CANNOT_VERIFY,
            Request::Lhlo { .. }
            | Request::Bdat { .. }
            | Request::Auth { .. }
            | Request::Expn { .. }
            | Request::Help { .. }
            | Request::Etrn { .. }
            | Request::Atrn { .. }
            | Request::Burl { .. }
            | Request::StartTls => reply::NOT_IMPLEMENTED,
        }
    }

    fn hello(&mut self) {
        self.said_hello = true;
        self.transaction.reset();
    }

    fn take_content(&mut self, rest: &mut Iter<'_, u8>, replies: &mut String) -> Next {
        match &mut self.input {
            Input::Commands => Next::Read,
            Input::Content(receiver, content) => {
                if receiver.ingest(rest, content) {
                    let content = std::mem::take(content);
                    self.input = Input::Commands;
                    return self.finish(&content, replies);
                }
                if content.len() > reply::MAX_MESSAGE_OCTETS {
                    self.input = Input::TooLarge(DummyDataReceiver::new_data(receiver));
                }
                Next::Read
            }
            Input::TooLarge(receiver) => {
                if receiver.ingest(rest) {
                    self.input = Input::Commands;
                    self.transaction.reset();
                    replies.push_str(reply::TOO_LARGE);
                }
                Next::Read
            }
        }
    }

    fn finish(&mut self, content: &[u8], replies: &mut String) -> Next {
        let envelope = self.transaction.finish();
        if content.len() > reply::MAX_MESSAGE_OCTETS {
            replies.push_str(reply::TOO_LARGE);
            return Next::Read;
        }
        let Some(drafts) = envelope.and_then(|envelope| mail::read(&envelope, content)) else {
            replies.push_str(reply::NO_MESSAGE);
            return Next::Read;
        };
        for draft in drafts {
            self.messages.add(draft);
        }
        if self.behaviour.get() == SmtpBehaviour::CutAfterData {
            return Next::Close;
        }
        replies.push_str(reply::OK);
        Next::Read
    }
}

#[cfg(test)]
mod tests;
