//! Birth dates.

use std::fmt;

use thiserror::Error;
use time::{Date, Month};

const EARLIEST_YEAR: i32 = 1900;

/// Tells why year, month and day are not a birth date.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// The calendar has no such day.
    #[error("is not a date of the calendar")]
    NotADate,
    /// Nobody alive was born before.
    #[error("must not be before {EARLIEST_YEAR}")]
    TooEarly,
    /// The day has not come yet.
    #[error("must not be in the future")]
    InFuture,
}

/// Holds a day of birth; `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BirthDate(Date);

impl BirthDate {
    /// Reads a whole date that is not after `today`.
    pub fn new(year: i32, month: u8, day: u8, today: Date) -> Result<Self, Error> {
        let month = Month::try_from(month).map_err(|_| Error::NotADate)?;
        let date = Date::from_calendar_date(year, month, day).map_err(|_| Error::NotADate)?;
        if date.year() < EARLIEST_YEAR {
            return Err(Error::TooEarly);
        }
        if date > today {
            return Err(Error::InFuture);
        }
        Ok(Self(date))
    }

    /// Returns the date.
    pub fn date(self) -> Date {
        self.0
    }

    /// Says whether the person has turned `years` by `today`. Who was born on 29 February turns on
    /// 1 March in a common year.
    pub fn is_at_least(self, years: u8, today: Date) -> bool {
        let birth = self.0;
        let full_years = today.year() - birth.year();
        let had_birthday =
            (u8::from(today.month()), today.day()) >= (u8::from(birth.month()), birth.day());
        full_years - i32::from(!had_birthday) >= i32::from(years)
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 03 - 01);

    #[test]
    fn dates_of_living_people_are_accepted() {
        for (year, month, day) in [(1900, 1, 1), (1988, 2, 29), (2026, 3, 1)] {
            let birth_date = BirthDate::new(year, month, day, TODAY).unwrap().date();
            assert_eq!(birth_date.to_calendar_date().0, year);
            assert_eq!(u8::from(birth_date.month()), month);
            assert_eq!(birth_date.day(), day);
        }
    }

    #[test]
    fn other_dates_are_refused() {
        for (year, month, day, error) in [
            (1899, 12, 31, Error::TooEarly),
            (0, 1, 1, Error::TooEarly),
            (2026, 3, 2, Error::InFuture),
            (9999, 12, 31, Error::InFuture),
            (1987, 2, 29, Error::NotADate),
            (1987, 0, 1, Error::NotADate),
            (1987, 13, 1, Error::NotADate),
            (1987, 1, 0, Error::NotADate),
            (i32::MAX, 1, 1, Error::NotADate),
        ] {
            assert_eq!(
                BirthDate::new(year, month, day, TODAY),
                Err(error),
                "{year}-{month}-{day}"
            );
        }
    }

    #[test]
    fn person_turns_on_the_birthday() {
        let birth_date = BirthDate::new(2012, 3, 1, TODAY).unwrap();
        assert!(birth_date.is_at_least(14, TODAY));
        assert!(!birth_date.is_at_least(14, date!(2026 - 02 - 28)));
        assert!(!birth_date.is_at_least(15, TODAY));
    }

    #[test]
    fn leap_day_child_turns_on_the_first_of_march() {
        let birth_date = BirthDate::new(2012, 2, 29, TODAY).unwrap();
        assert!(!birth_date.is_at_least(14, date!(2026 - 02 - 28)));
        assert!(birth_date.is_at_least(14, date!(2026 - 03 - 01)));
        assert!(birth_date.is_at_least(16, date!(2028 - 02 - 29)));
    }

    #[test]
    fn debug_does_not_show_the_date() {
        let birth_date = BirthDate::new(1988, 2, 29, TODAY).unwrap();
        assert_eq!(format!("{birth_date:?}"), "BirthDate([redacted])");
    }

    proptest! {
        #[test]
        fn no_numbers_panic(year: i32, month: u8, day: u8, years: u8) {
            if let Ok(birth_date) = BirthDate::new(year, month, day, TODAY) {
                prop_assert!(birth_date.is_at_least(0, TODAY));
                birth_date.is_at_least(years, TODAY);
            }
        }
    }
}
