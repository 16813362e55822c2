//! One way to reach a person: a mobile number or an e-mail address.

use thiserror::Error;

use crate::{Channel, ContactKind, EmailAddress, MobileNumber, email, mobile};

/// Tells why a text is not a contact of the wanted kind.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// The text is not a mobile number.
    #[error("not a mobile number")]
    Mobile(#[source] mobile::Error),
    /// The text is not an e-mail address.
    #[error("not an e-mail address")]
    Email(#[source] email::Error),
}

/// Holds a contact; `Debug` masks it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Contact {
    /// A mobile number.
    Mobile(MobileNumber),
    /// An e-mail address.
    Email(EmailAddress),
}

impl Contact {
    /// Reads a contact of the given kind.
    pub fn parse(kind: ContactKind, text: &str) -> Result<Self, Error> {
        match kind {
            ContactKind::Mobile => MobileNumber::parse(text)
                .map(Self::Mobile)
                .map_err(Error::Mobile),
            ContactKind::Email => EmailAddress::parse(text)
                .map(Self::Email)
                .map_err(Error::Email),
        }
    }

    /// Returns the kind of the contact.
    pub fn kind(&self) -> ContactKind {
        match self {
            Self::Mobile(_) => ContactKind::Mobile,
            Self::Email(_) => ContactKind::Email,
        }
    }

    /// Returns the channel that reaches the contact.
    pub fn channel(&self) -> Channel {
        self.kind().channel()
    }

    /// Returns the contact itself, as a message is addressed to it.
    pub fn value(&self) -> &str {
        match self {
            Self::Mobile(number) => number.e164(),
            Self::Email(address) => address.as_str(),
        }
    }

    /// Returns the form by which equal contacts are recognised, for blind indexes only.
    pub fn normalised(&self) -> String {
        match self {
            Self::Mobile(number) => number.e164().to_owned(),
            Self::Email(address) => address.normalised(),
        }
    }

    /// Returns a form that its owner recognises and nobody else can use.
    pub fn masked(&self) -> String {
        match self {
            Self::Mobile(number) => number.masked(),
            Self::Email(address) => address.masked(),
        }
    }
}

impl From<MobileNumber> for Contact {
    fn from(number: MobileNumber) -> Self {
        Self::Mobile(number)
    }
}

impl From<EmailAddress> for Contact {
    fn from(address: EmailAddress) -> Self {
        Self::Email(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_is_read_by_its_kind() {
        let mobile = Contact::parse(ContactKind::Mobile, "+7 900 000-00-01").unwrap();
        assert_eq!(mobile.kind(), ContactKind::Mobile);
        assert_eq!(mobile.channel(), Channel::Sms);
        assert_eq!(mobile.value(), "+79000000001");
        assert_eq!(mobile.normalised(), "+79000000001");

        let email = Contact::parse(ContactKind::Email, "Ivan@Example.com").unwrap();
        assert_eq!(email.kind(), ContactKind::Email);
        assert_eq!(email.channel(), Channel::Email);
        assert_eq!(email.value(), "Ivan@example.com");
        assert_eq!(email.normalised(), "ivan@example.com");
    }

    #[test]
    fn contact_of_the_other_kind_is_refused() {
        assert!(matches!(
            Contact::parse(ContactKind::Email, "+79000000001"),
            Err(Error::Email(_))
        ));
        assert!(matches!(
            Contact::parse(ContactKind::Mobile, "ivan@example.com"),
            Err(Error::Mobile(_))
        ));
    }

    #[test]
    fn debug_shows_only_the_mask() {
        let email = Contact::parse(ContactKind::Email, "ivan@example.com").unwrap();
        let shown = format!("{email:?}");
        assert!(
            !shown.contains("ivan") && !shown.contains("example"),
            "{shown}"
        );
    }
}
