use kabinet_domain::{Channel, Contact, ContactKind};

use super::Policy;

/// Well-formed, and never written to: what stands for somebody is always withheld.
const NOBODYS_MOBILE: &str = "+79000000000";
const NOBODYS_EMAIL: &str = "nobody@example.com";

/// Where a code is to go, as its starter says it.
pub(crate) enum Destination {
    /// A contact of the channel.
    Contact(Contact),
    /// A text that is no contact of the channel.
    Malformed(Channel),
}

impl Destination {
    /// Returns the channel.
    pub(crate) fn channel(&self) -> Channel {
        match self {
            Self::Contact(contact) => contact.channel(),
            Self::Malformed(channel) => *channel,
        }
    }

    /// Returns the contact, where messages are sent to it.
    pub(crate) fn reached_by(&self, policy: &Policy) -> Option<Contact> {
        match self {
            Self::Contact(contact) if policy.reaches(contact) => Some(contact.clone()),
            Self::Contact(_) | Self::Malformed(_) => None,
        }
    }

    /// Returns a contact that stands for a destination that nothing may be sent to, where nobody
    /// is to learn that: it takes the same work.
    pub(crate) fn stand_in(&self) -> Contact {
        let kind = self.channel().contact_kind();
        let text = match kind {
            ContactKind::Mobile => NOBODYS_MOBILE,
            ContactKind::Email => NOBODYS_EMAIL,
        };
        Contact::parse(kind, text).expect("a test parses both")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_in_is_a_contact_of_the_same_channel() {
        for channel in Channel::ALL {
            let destination = Destination::Malformed(channel);
            assert_eq!(destination.stand_in().channel(), channel);
        }
    }

    #[test]
    fn only_served_countries_are_reached() {
        let contact =
            |text| Destination::Contact(Contact::parse(ContactKind::Mobile, text).unwrap());
        let policy = Policy::default();
        assert!(contact("+79000000001").reached_by(&policy).is_some());
        assert!(contact("+12025550123").reached_by(&policy).is_none());
        assert!(
            Destination::Malformed(Channel::Sms)
                .reached_by(&policy)
                .is_none()
        );
    }
}
