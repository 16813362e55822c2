//! Well-known forms of text, as protovalidate defines them.

use std::net::IpAddr;
use std::sync::LazyLock;

use regex::Regex;
use uuid::Uuid;

/// The form of HTML's `<input type=email>`.
static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?",
        r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$"
    ))
    .expect("the pattern is a constant")
});

/// Tells whether the text is an e-mail address as HTML forms take it.
pub fn is_email(value: &str) -> bool {
    EMAIL.is_match(value)
}

/// Tells whether the text is an IPv4 or IPv6 address, without a zone.
pub fn is_ip(value: &str) -> bool {
    value.parse::<IpAddr>().is_ok()
}

/// Tells whether the text is a hyphenated UUID.
pub fn is_uuid(value: &str) -> bool {
    const HYPHENATED: usize = 36;
    value.len() == HYPHENATED && Uuid::try_parse(value).is_ok()
}
