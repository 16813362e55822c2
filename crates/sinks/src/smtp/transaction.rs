use smtp_proto::{MAIL_SMTPUTF8, MailFrom, RcptTo};

use super::behaviour::SmtpBehaviour;
use super::reply;

/// RFC 5321, section 4.5.3.1.8, asks for room for 100.
const MAX_RECEIVERS: usize = 100;

/// Follows one mail transaction (RFC 5321, section 3.3).
#[derive(Default)]
pub(super) struct Transaction {
    envelope: Option<Envelope>,
}

pub(super) struct Envelope {
    pub(super) from: String,
    pub(super) to: Vec<String>,
    takes_utf8: bool,
}

impl Transaction {
    pub(super) fn reset(&mut self) {
        self.envelope = None;
    }

    pub(super) fn mail(&mut self, mail: MailFrom<String>) -> &'static str {
        if self.envelope.is_some() {
            return reply::BAD_SEQUENCE;
        }
        if mail.size > reply::MAX_MESSAGE_OCTETS {
            return reply::TOO_LARGE;
        }
        let takes_utf8 = mail.flags & MAIL_SMTPUTF8 != 0;
        if !takes_utf8 && !mail.address.is_ascii() {
            return reply::NEEDS_SMTPUTF8;
        }
        self.envelope = Some(Envelope {
            from: mail.address,
            to: Vec::new(),
            takes_utf8,
        });
        reply::SENDER_OK
    }

    pub(super) fn receiver(
        &mut self,
        receiver: RcptTo<String>,
        behaviour: SmtpBehaviour,
    ) -> &'static str {
        let Some(envelope) = &mut self.envelope else {
            return reply::BAD_SEQUENCE;
        };
        if receiver.address.is_empty() {
            return reply::BAD_ADDRESS;
        }
        if !envelope.takes_utf8 && !receiver.address.is_ascii() {
            return reply::NEEDS_SMTPUTF8;
        }
        match behaviour {
            SmtpBehaviour::Temporary => return reply::TEMPORARY,
            SmtpBehaviour::Permanent => return reply::PERMANENT,
            SmtpBehaviour::Normal
            | SmtpBehaviour::BlackHole
            | SmtpBehaviour::Slow(_)
            | SmtpBehaviour::CutAfterData => {}
        }
        if envelope.to.len() == MAX_RECEIVERS {
            return reply::TOO_MANY_RECEIVERS;
        }
        envelope.to.push(receiver.address);
        reply::RECEIVER_OK
    }

    pub(super) fn has_receivers(&self) -> bool {
        self.envelope
            .as_ref()
            .is_some_and(|envelope| !envelope.to.is_empty())
    }

    pub(super) fn finish(&mut self) -> Option<Envelope> {
        self.envelope.take()
    }
}
