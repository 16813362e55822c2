//! Mobile numbers in their international form.

use std::fmt;

use phonenumber::metadata::DATABASE;
use phonenumber::{PhoneNumber, Type};
use thiserror::Error;

/// Digits of an international number, its country code included (E.164, section 6).
const MAX_DIGITS: usize = 15;
/// Written with separators, no number comes near this length.
const MAX_LENGTH: usize = 40;
const VISIBLE_DIGITS: usize = 2;

/// Tells why a text is not a mobile number.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// The text does not start with a plus sign and a country code.
    #[error("must start with + and the country code")]
    NotInternational,
    /// The text has something other than digits, spaces, hyphens and parentheses.
    #[error("may have digits, spaces, hyphens and parentheses only")]
    Character,
    /// The text has more digits than any number.
    #[error("is too long")]
    TooLong,
    /// No operator's numbering plan has the number.
    #[error("is not a number of any numbering plan")]
    Unassigned,
    /// The number cannot receive text messages: a landline, a toll-free number and the like.
    #[error("is not a mobile number")]
    NotMobile,
}

/// Loads the numbering plans and compiles their patterns, which the first number would wait for.
///
/// Blocks for tens of milliseconds; a service calls it before it is ready.
pub fn load_numbering_plans() {
    // Any number will do: what it says about this one does not matter.
    let _ = MobileNumber::parse("+79000000001");
}

/// Holds a mobile number that its country's numbering plan knows; `Debug` masks it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MobileNumber {
    e164: String,
    country: u16,
}

impl MobileNumber {
    /// Reads an international number, such as `+7 (900) 000-00-01`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let compact = compact(text)?;
        let number = phonenumber::parse(None, compact).map_err(|_| Error::Unassigned)?;
        if !number.is_valid() {
            return Err(Error::Unassigned);
        }
        match number.number_type(&DATABASE) {
            Type::Mobile | Type::FixedLineOrMobile => Ok(Self::of(&number)),
            _ => Err(Error::NotMobile),
        }
    }

    fn of(number: &PhoneNumber) -> Self {
        let country = number.code().value();
        Self {
            e164: format!("+{country}{}", number.national()),
            country,
        }
    }

    /// Returns the number as E.164 writes it, such as `+79000000001`.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// Returns the country calling code, such as 7.
    pub fn country(&self) -> u16 {
        self.country
    }

    /// Shows the country code and the last two digits, such as `+7 *** ***-**-01`.
    pub fn masked(&self) -> String {
        let last = &self.e164[self.e164.len() - VISIBLE_DIGITS..];
        format!("+{} *** ***-**-{last}", self.country)
    }
}

impl fmt::Debug for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MobileNumber").field(&self.masked()).finish()
    }
}

/// Strips separators, so that the numbering plan is asked about a plus sign and digits only.
fn compact(text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.len() > MAX_LENGTH {
        return Err(Error::TooLong);
    }
    let rest = text.strip_prefix('+').ok_or(Error::NotInternational)?;
    let mut compact = String::from("+");
    for character in rest.chars() {
        match character {
            '0'..='9' => compact.push(character),
            ' ' | '\u{a0}' | '-' | '(' | ')' => {}
            _ => return Err(Error::Character),
        }
    }
    if compact.len() > MAX_DIGITS + 1 {
        return Err(Error::TooLong);
    }
    Ok(compact)
}

#[cfg(test)]
mod tests;
