//! Kinds of contacts, and the channels that reach them.

/// Names a kind of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactKind {
    /// A mobile number.
    Mobile,
    /// An e-mail address.
    Email,
}

impl ContactKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Mobile, Self::Email];

    /// Returns the name under which the kind is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "MOBILE",
            Self::Email => "EMAIL",
        }
    }

    /// Finds the kind that is stored under a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Returns the channel that reaches contacts of this kind.
    pub fn channel(self) -> Channel {
        match self {
            Self::Mobile => Channel::Sms,
            Self::Email => Channel::Email,
        }
    }
}

/// Names a way to reach a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// A text message to a mobile number.
    Sms,
    /// A message to an e-mail address.
    Email,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 2] = [Self::Sms, Self::Email];

    /// Returns the name under which the channel is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Email => "EMAIL",
        }
    }

    /// Finds the channel that is stored under a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == name)
    }

    /// Returns the kind of contact that the channel reaches.
    pub fn contact_kind(self) -> ContactKind {
        match self {
            Self::Sms => ContactKind::Mobile,
            Self::Email => ContactKind::Email,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_names_are_found_again() {
        for kind in ContactKind::ALL {
            assert_eq!(ContactKind::from_name(kind.as_str()), Some(kind));
        }
        for channel in Channel::ALL {
            assert_eq!(Channel::from_name(channel.as_str()), Some(channel));
        }
        assert_eq!(ContactKind::from_name("FAX"), None);
        assert_eq!(Channel::from_name("sms"), None);
    }

    #[test]
    fn every_kind_has_the_channel_that_reaches_it() {
        for kind in ContactKind::ALL {
            assert_eq!(kind.channel().contact_kind(), kind);
        }
    }
}
