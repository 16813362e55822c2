//! Numbers that belong to nobody, in the forms of subscriptions' catalog.

use crate::contract::Kind;

/// Region whose account numbers have seven digits; they have twelve everywhere else.
const SEVEN_DIGITS: &str = "RU-MOW";

/// Returns an account number; a step that shares no factor with ten never comes back too soon.
pub(super) fn account(region: &str, number: u64) -> String {
    if region == SEVEN_DIGITS {
        format!("{:07}", (number * 7_919 + 12_345) % 10_u64.pow(7))
    } else {
        let spread = number * 76_543_210_987 + 12_345_678_901;
        format!("{:012}", spread % 10_u64.pow(12))
    }
}

pub(super) fn contract(number: u64) -> String {
    format!("K/{number:06}")
}

/// Returns a telephone number of a service; the operator's mobile numbers are not given out, and
/// a landline number never begins with a zero behind its area code.
pub(super) fn phone(kind: Kind, number: u64, service: u64) -> Option<String> {
    match kind {
        Kind::Mobile => Some(format!("+7900{:07}", 2_000_000 + 2 * number + service)),
        Kind::Landline => Some(format!("+7812{:07}", 10_000 + number)),
        Kind::Broadband | Kind::Tv => None,
    }
}

pub(super) fn contact(number: u64) -> String {
    format!("+7900{:07}", 3_000_000 + number)
}
