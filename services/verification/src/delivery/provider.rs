use std::time::Duration;

use kabinet_domain::{EmailAddress, MobileNumber};

use super::smpp::{Session, Slot};
use super::smtp::SmtpTransport;
use super::templates::Size;
use crate::domain::Queue;

/// A rendered message; it may hold a code and exists only while it is handed over.
pub(crate) enum Envelope {
    /// A text message.
    Sms {
        /// Receiver.
        to: MobileNumber,
        /// Text.
        text: String,
        /// How long the text may be.
        size: Size,
        /// How long it is of use.
        validity: Duration,
    },
    /// An e-mail.
    Email {
        /// Receiver.
        to: EmailAddress,
        /// Subject.
        subject: String,
        /// Plain text.
        text: String,
        /// The same as HTML.
        html: String,
        /// The same for every try of one message.
        idempotency_key: String,
    },
}

/// Why a provider did not take a message; the words are stored, and say nothing of the receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SubmitError {
    /// Another try may help.
    #[error("not now: {0}")]
    Temporary(&'static str),
    /// The message was handed over and no answer came: it may be on its way.
    #[error("nobody knows: {0}")]
    Unclear(&'static str),
    /// The provider refuses the message for good.
    #[error("refused: {0}")]
    Permanent(&'static str),
}

/// A way out of the house.
#[derive(Clone)]
pub(crate) enum Provider {
    /// E-mail.
    Smtp(SmtpTransport),
    /// Text messages.
    Smpp(Session),
}

/// Room at a provider, taken before the last look at what is to be sent.
pub(crate) enum Room {
    /// E-mail needs none.
    Smtp(SmtpTransport),
    /// A place in the window of the session.
    Smpp(Slot),
}

impl Provider {
    /// Waits for room, for a bounded time; notices take none that codes may need.
    pub(crate) async fn room(&self, queue: Queue) -> Result<Room, SubmitError> {
        match (self, queue) {
            (Self::Smtp(transport), _) => Ok(Room::Smtp(transport.clone())),
            (Self::Smpp(session), Queue::Codes) => session.slot().await.map(Room::Smpp),
            (Self::Smpp(session), Queue::Notices) => session.spare_slot().await.map(Room::Smpp),
        }
    }
}

impl Room {
    /// Returns how long the hand-over takes at most.
    pub(crate) fn bound(&self) -> Duration {
        match self {
            Self::Smtp(transport) => transport.bound(),
            Self::Smpp(slot) => slot.bound(),
        }
    }

    /// Hands a message over, within a bounded time; returns the provider's id of it.
    pub(crate) async fn submit(self, envelope: Envelope) -> Result<Option<String>, SubmitError> {
        match (self, envelope) {
            (
                Self::Smtp(transport),
                Envelope::Email {
                    to,
                    subject,
                    text,
                    html,
                    idempotency_key,
                },
            ) => {
                transport
                    .send(&to, subject, text, html, &idempotency_key)
                    .await?;
                Ok(None)
            }
            (
                Self::Smpp(slot),
                Envelope::Sms {
                    to,
                    text,
                    size,
                    validity,
                },
            ) => slot.submit(&to, &text, size, validity).await,
            (Self::Smtp(_), Envelope::Sms { .. }) | (Self::Smpp(_), Envelope::Email { .. }) => {
                Err(SubmitError::Permanent("wrong_provider"))
            }
        }
    }
}
