//! A person as they describe themselves (TMF632 Individual).

use std::fmt;

use kabinet_domain::{BirthDate, PersonName, RegionCode};
use time::OffsetDateTime;

/// Names, birth date and region; `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PersonalData {
    /// Surname.
    pub(crate) family_name: PersonName,
    /// Given name.
    pub(crate) given_name: PersonName,
    /// Patronymic; many people have none.
    pub(crate) middle_name: Option<PersonName>,
    /// Birth date.
    pub(crate) birth_date: BirthDate,
    /// Region where services are used.
    pub(crate) region: RegionCode,
}

/// How far personal data have been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PersonState {
    /// The person said so.
    Declared,
    /// The data match a contract's holder.
    Matched,
}

/// A person, readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// Names, birth date and region.
    pub(crate) data: PersonalData,
    /// How far they have been checked.
    pub(crate) state: PersonState,
    /// Version.
    pub(crate) version: i64,
    /// Time of creation.
    pub(crate) create_time: OffsetDateTime,
    /// Time of the last change.
    pub(crate) update_time: OffsetDateTime,
}

impl fmt::Debug for PersonalData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonalData([redacted])")
    }
}

impl PersonState {
    /// Returns the state as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "DECLARED",
            Self::Matched => "MATCHED",
        }
    }

    /// Reads the state from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "DECLARED" => Some(Self::Declared),
            "MATCHED" => Some(Self::Matched),
            _ => None,
        }
    }
}
