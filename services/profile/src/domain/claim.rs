//! What somebody says about a person.

use std::fmt;

use kabinet_seal::{equal, sha256};

use super::{family_name::comparable, person::PersonalData};

/// Surname, birth date and region, right or not; `Debug` does not show them.
pub(crate) struct Claim {
    /// Surname, as it was typed.
    pub(crate) family_name: String,
    /// Year, month and day of birth.
    pub(crate) birth_date: (i32, i32, i32),
    /// Code of the region.
    pub(crate) region_code: String,
}

impl Claim {
    /// Tells whether all of it is a person's, and never how much of it.
    pub(crate) fn is_of(&self, person: &PersonalData) -> bool {
        let born = person.birth_date.date();
        let (month, day) = (u8::from(born.month()), born.day());
        let truth = digest(
            person.family_name.as_str(),
            (born.year(), month.into(), day.into()),
            person.region.as_str(),
        );
        let said = digest(&self.family_name, self.birth_date, &self.region_code);
        equal(&truth, &said)
    }
}

/// One number for all three, so that the comparison takes its time whatever differs. A claim that
/// holds the separator has more parts than any truth.
fn digest(family_name: &str, (year, month, day): (i32, i32, i32), region_code: &str) -> [u8; 32] {
    let family_name = comparable(family_name);
    sha256(format!("{family_name}\0{year}\0{month}\0{day}\0{region_code}").as_bytes())
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claim([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use kabinet_domain::{BirthDate, PersonName, RegionCode};
    use time::macros::date;

    use super::*;

    fn claim() -> Claim {
        Claim {
            family_name: "елкина".to_owned(),
            birth_date: (1990, 2, 28),
            region_code: "RU-MOW".to_owned(),
        }
    }

    fn is_hers(claim: &Claim) -> bool {
        claim.is_of(&PersonalData {
            family_name: PersonName::parse("Ёлкина").unwrap(),
            given_name: PersonName::parse("Анна").unwrap(),
            middle_name: None,
            birth_date: BirthDate::new(1990, 2, 28, date!(2026 - 01 - 01)).unwrap(),
            region: RegionCode::parse("RU-MOW").unwrap(),
        })
    }

    #[test]
    fn all_three_have_to_be_right() {
        assert!(is_hers(&claim()));
        for wrong in [
            Claim {
                family_name: "Елкин".to_owned(),
                ..claim()
            },
            Claim {
                birth_date: (1990, 28, 2),
                ..claim()
            },
            Claim {
                region_code: "RU-SPE".to_owned(),
                ..claim()
            },
        ] {
            assert!(!is_hers(&wrong));
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", claim()), "Claim([redacted])");
    }
}
