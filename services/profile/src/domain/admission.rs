//! Whom the operator takes.

use std::sync::Arc;

use kabinet_domain::{BirthDate, RegionCode};
use time::Date;

use super::{correction::Correction, person::PersonalData, region_directory::RegionDirectory};

/// The operator's conditions for the data of people.
#[derive(Debug, Clone)]
pub(crate) struct Admission {
    regions: Arc<RegionDirectory>,
    minimum_age: u8,
}

/// What keeps a person from registering, or from correcting their data, although these are
/// well-formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// The person is younger than the operator allows.
    UnderAge {
        /// Youngest age that is allowed, in years.
        minimum_age: u8,
    },
    /// The region is not in the directory.
    RegionUnknown,
}

impl Admission {
    /// Takes people of this age, in years, who live in one of the regions.
    pub(crate) fn new(regions: Arc<RegionDirectory>, minimum_age: u8) -> Self {
        Self {
            regions,
            minimum_age,
        }
    }

    /// Returns the regions to choose from.
    pub(crate) fn regions(&self) -> &RegionDirectory {
        &self.regions
    }

    /// Tells what is wrong with an age.
    pub(crate) fn age(&self, birth_date: BirthDate, today: Date) -> Option<Obstacle> {
        let minimum_age = self.minimum_age;
        (!birth_date.is_at_least(minimum_age, today)).then_some(Obstacle::UnderAge { minimum_age })
    }

    /// Tells what is wrong with a region.
    pub(crate) fn region(&self, region: &RegionCode) -> Option<Obstacle> {
        self.regions
            .get(region)
            .is_none()
            .then_some(Obstacle::RegionUnknown)
    }

    /// Tells everything that keeps a person from registering.
    pub(crate) fn obstacles(&self, data: &PersonalData, today: Date) -> Vec<Obstacle> {
        [self.age(data.birth_date, today), self.region(&data.region)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Tells everything that keeps a person from correcting their data so.
    pub(crate) fn obstacles_of<'a>(
        &self,
        corrections: impl IntoIterator<Item = &'a Correction>,
        today: Date,
    ) -> Vec<Obstacle> {
        let obstacle = |correction: &Correction| match correction {
            Correction::BirthDate(date) => self.age(*date, today),
            Correction::Region(region) => self.region(region),
            Correction::FamilyName(_) | Correction::GivenName(_) | Correction::MiddleName(_) => {
                None
            }
        };
        corrections.into_iter().filter_map(obstacle).collect()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 01 - 02);

    fn admission() -> Admission {
        Admission::new(Arc::new(RegionDirectory::russian_federation()), 14)
    }

    #[test]
    fn person_is_taken_from_the_birthday_on() {
        let age = |day| admission().age(BirthDate::new(2012, 1, day, TODAY).unwrap(), TODAY);
        assert_eq!(age(2), None);
        assert_eq!(age(3), Some(Obstacle::UnderAge { minimum_age: 14 }));
    }

    #[test]
    fn region_is_one_of_the_directory() {
        let region = |code| admission().region(&RegionCode::parse(code).unwrap());
        assert_eq!(region("RU-MOW"), None);
        assert_eq!(region("KZ-75"), Some(Obstacle::RegionUnknown));
    }
}
