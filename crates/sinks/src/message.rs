use std::fmt;
use std::str::FromStr;

use kabinet_domain::Channel;
use thiserror::Error;
use time::OffsetDateTime;

const PREFIX: &str = "msg_";

/// Identifies a message in the order of arrival; written `msg_1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(u64);

impl MessageId {
    pub(crate) const fn new(number: u64) -> Self {
        Self(number)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.0)
    }
}

/// Tells that a text is not the id of a message.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("is not {PREFIX} and a number")]
pub struct ParseMessageIdError;

impl FromStr for MessageId {
    type Err = ParseMessageIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix(PREFIX).ok_or(ParseMessageIdError)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ParseMessageIdError);
        }
        digits.parse().map(Self).map_err(|_| ParseMessageIdError)
    }
}

/// Holds a message as a sink took it from the wire.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// How it came.
    pub channel: Channel,
    /// Receiver, as the envelope named it.
    pub to: String,
    /// Sender, as the envelope named it.
    pub from: String,
    /// Subject of a mail.
    pub subject: Option<String>,
    /// Plain text.
    pub text: String,
    /// HTML alternative of a mail.
    pub html: Option<String>,
    /// Headers of a mail, in their order.
    pub headers: Vec<Header>,
}

impl Draft {
    /// Returns what the message weighs in memory.
    pub(crate) fn octets(&self) -> usize {
        let headers = self.headers.iter();
        self.to.len()
            + self.from.len()
            + self.subject.as_deref().map_or(0, str::len)
            + self.text.len()
            + self.html.as_deref().map_or(0, str::len)
            + headers
                .map(|header| header.name.len() + header.value.len())
                .sum::<usize>()
    }
}

/// Holds a header of a mail, decoded to text but otherwise as it was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
}

/// Holds a message that arrived.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Place in the order of arrival.
    pub id: MessageId,
    /// When it arrived.
    pub receive_time: OffsetDateTime,
    /// What arrived.
    pub content: Draft,
}

impl Message {
    /// Returns the value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.content
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }
}

impl std::ops::Deref for Message {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.content
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("receive_time", &self.receive_time)
            .field("channel", &self.content.channel)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_is_read_back_and_sorts_by_arrival() {
        let id = MessageId::new(42);
        assert_eq!(id.to_string(), "msg_42");
        assert_eq!("msg_42".parse(), Ok(id));
        assert!(MessageId::new(9) < MessageId::new(10));
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in [
            "",
            "42",
            "msg_",
            "msg_x",
            "msg_-1",
            "msg_+1",
            "msg_99999999999999999999",
        ] {
            assert_eq!(
                text.parse::<MessageId>(),
                Err(ParseMessageIdError),
                "{text}"
            );
        }
    }
}
