//! What a person corrects about themselves.

use std::fmt;

use kabinet_domain::{BirthDate, PersonName, RegionCode};

use super::person::{PersonState, PersonalData};

/// A new value of one field; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Correction {
    /// Surname.
    FamilyName(PersonName),
    /// Given name.
    GivenName(PersonName),
    /// Patronymic; none removes it.
    MiddleName(Option<PersonName>),
    /// Birth date.
    BirthDate(BirthDate),
    /// Region where services are used.
    Region(RegionCode),
}

impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Correction([redacted])")
    }
}

impl PersonalData {
    /// Returns the data with the corrections made.
    pub(crate) fn corrected(&self, corrections: &[Correction]) -> Self {
        let mut corrected = self.clone();
        for correction in corrections {
            match correction.clone() {
                Correction::FamilyName(name) => corrected.family_name = name,
                Correction::GivenName(name) => corrected.given_name = name,
                Correction::MiddleName(name) => corrected.middle_name = name,
                Correction::BirthDate(born) => corrected.birth_date = born,
                Correction::Region(region) => corrected.region = region,
            }
        }
        corrected
    }

    /// Tells whether both are the same human being: the region says nothing about that.
    fn is_same_person(&self, other: &Self) -> bool {
        let Self {
            family_name,
            given_name,
            middle_name,
            birth_date,
            region: _,
        } = self;
        *family_name == other.family_name
            && *given_name == other.given_name
            && *middle_name == other.middle_name
            && *birth_date == other.birth_date
    }
}

impl PersonState {
    /// Returns how far data have been checked once others have taken their place: a match with a
    /// contract's holder was one of the names and the birth date.
    pub(crate) fn after_correction(self, before: &PersonalData, after: &PersonalData) -> Self {
        if before.is_same_person(after) {
            self
        } else {
            Self::Declared
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn name(text: &str) -> PersonName {
        PersonName::parse(text).unwrap()
    }

    fn born(year: i32) -> BirthDate {
        BirthDate::new(year, 2, 28, date!(2026 - 01 - 01)).unwrap()
    }

    fn region(code: &str) -> RegionCode {
        RegionCode::parse(code).unwrap()
    }

    fn person() -> PersonalData {
        PersonalData {
            family_name: name("Ёлкина"),
            given_name: name("Анна"),
            middle_name: Some(name("Ильинична")),
            birth_date: born(1990),
            region: region("RU-MOW"),
        }
    }

    #[test]
    fn only_what_is_named_is_corrected() {
        let corrections = [
            Correction::GivenName(name("Мария")),
            Correction::MiddleName(None),
        ];
        assert!(
            person().corrected(&corrections)
                == PersonalData {
                    given_name: name("Мария"),
                    middle_name: None,
                    ..person()
                }
        );
        assert!(person().corrected(&[]) == person());
    }

    #[test]
    fn match_ends_with_a_name_or_the_birth_date() {
        let state = |correction| {
            let after = person().corrected(&[correction]);
            PersonState::Matched.after_correction(&person(), &after)
        };
        for correction in [
            Correction::FamilyName(name("Соснина")),
            Correction::GivenName(name("Мария")),
            Correction::MiddleName(None),
            Correction::BirthDate(born(1991)),
        ] {
            assert_eq!(state(correction), PersonState::Declared);
        }
        assert_eq!(
            state(Correction::Region(region("RU-SPE"))),
            PersonState::Matched
        );
        assert_eq!(
            state(Correction::GivenName(name("Анна"))),
            PersonState::Matched
        );
    }

    #[test]
    fn debug_shows_no_value() {
        let correction = Correction::Region(region("RU-SPE"));
        assert_eq!(format!("{correction:?}"), "Correction([redacted])");
    }
}
