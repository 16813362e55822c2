use kabinet_domain::{Channel, Contact};
use kabinet_proto::types::v1 as types;
use kabinet_proto::verification::v1 as pb;

/// Whether the message of a code goes out. Everything else is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// It goes out.
    Sent,
    /// It does not: there is nobody whom it may reach.
    Withheld,
}

impl Sending {
    /// Returns the name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "SENT",
            Self::Withheld => "WITHHELD",
        }
    }
}

/// Where a code goes, if it goes out at all.
#[derive(Clone)]
pub struct Destination {
    /// The way there.
    pub channel: Channel,
    /// Mobile number or e-mail address.
    pub address: String,
    /// Whether the message goes out.
    pub sending: Sending,
    /// Whether whoever asks has limits of their own, which strangers do not use up.
    pub known_subject: bool,
}

impl Destination {
    /// Makes one of a message that goes out, with the limits of strangers.
    pub fn new(channel: Channel, address: String) -> Self {
        Self {
            channel,
            address,
            sending: Sending::Sent,
            known_subject: false,
        }
    }

    /// Makes one of a message that goes out to a contact, with the limits of strangers.
    pub fn of(contact: &Contact) -> Self {
        Self::new(contact.channel(), contact.value().to_owned())
    }
}

/// Addresses a contact as verification wants it.
pub fn address(contact: &Contact) -> pb::Destination {
    write(contact.channel(), contact.value().to_owned())
}

pub(crate) fn write(channel: Channel, address: String) -> pb::Destination {
    let channel = match channel {
        Channel::Sms => types::Channel::Sms,
        Channel::Email => types::Channel::Email,
    };
    pb::Destination {
        channel: channel.into(),
        address,
    }
}
