//! What a person types to say who they are.

use kabinet_domain::{EmailAddress, MobileNumber, shape};

use super::login_name;

/// Text typed at login, by what it looks like. An account number looks like none of them: it is
/// taken as a login name, which no account number can be.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Identifier {
    Login(String),
    Mobile(String),
    Email(String),
}

impl Identifier {
    /// Reads any text; one that no account can have is still looked up like every other.
    pub(crate) fn of(text: &str) -> Self {
        let text = text.trim();
        if shape::looks_like_email(text) {
            let normalised = EmailAddress::parse(text)
                .map_or_else(|_| login_name::key(text), |address| address.normalised());
            return Self::Email(normalised);
        }
        match MobileNumber::parse(text) {
            Ok(number) => Self::Mobile(number.e164().to_owned()),
            Err(_) => Self::Login(login_name::key(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> &'static str {
        match Identifier::of(text) {
            Identifier::Login(_) => "login",
            Identifier::Mobile(_) => "mobile",
            Identifier::Email(_) => "email",
        }
    }

    #[test]
    fn kind_follows_from_the_shape() {
        for (text, kind) in [
            ("ivan", "login"),
            ("Ivan@Example.com", "email"),
            ("@", "email"),
            ("+7 900 000-00-01", "mobile"),
            ("77012345678", "login"),
            ("", "login"),
        ] {
            assert_eq!(of(text), kind, "{text}");
        }
    }

    #[test]
    fn spellings_of_one_identifier_are_the_same() {
        for (left, right) in [
            ("Ivan", "ivan "),
            ("+7 (900) 000-00-01", "+79000000001"),
            ("Ivan@Example.COM", "ivan@example.com"),
        ] {
            assert!(Identifier::of(left) == Identifier::of(right), "{left}");
        }
    }
}
