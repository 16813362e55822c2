//! Months as they are.

use time::{Date, Month as Name};

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month {
    /// Months since the year 0.
    number: i32,
}

impl Month {
    pub(crate) fn of(date: Date) -> Self {
        let name = i32::from(u8::from(date.month()));
        Self {
            number: date.year() * 12 + name - 1,
        }
    }

    /// Returns the month that many months ago.
    pub(crate) fn ago(self, months: i32) -> Self {
        Self {
            number: self.number - months,
        }
    }

    pub(crate) fn number(self) -> u64 {
        u64::try_from(self.number).expect("no books are older than our era")
    }

    pub(crate) fn first(self) -> Date {
        self.day(1)
    }

    pub(crate) fn last(self) -> Date {
        self.day(self.name().length(self.year()))
    }

    /// Returns a day that every month has, or its last one.
    pub(crate) fn day(self, day: u8) -> Date {
        Date::from_calendar_date(self.year(), self.name(), day)
            .expect("only days that the month has are asked for")
    }

    pub(crate) fn year(self) -> i32 {
        self.number.div_euclid(12)
    }

    pub(crate) fn name(self) -> Name {
        let index = u8::try_from(self.number.rem_euclid(12)).expect("there are twelve months");
        Name::January.nth_next(index)
    }
}

time::serde::format_description!(pub(crate) iso_date, Date, "[year]-[month]-[day]");

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn months_have_their_days() {
        for (day, first, last) in [
            (
                date!(2024 - 02 - 10),
                date!(2024 - 02 - 01),
                date!(2024 - 02 - 29),
            ),
            (
                date!(2025 - 02 - 28),
                date!(2025 - 02 - 01),
                date!(2025 - 02 - 28),
            ),
            (
                date!(2025 - 12 - 31),
                date!(2025 - 12 - 01),
                date!(2025 - 12 - 31),
            ),
        ] {
            let month = Month::of(day);
            assert_eq!((month.first(), month.last()), (first, last));
        }
    }

    #[test]
    fn months_ago_pass_the_turn_of_the_year() {
        let month = Month::of(date!(2026 - 01 - 31));
        assert_eq!(month.ago(1).last(), date!(2025 - 12 - 31));
        assert_eq!(month.ago(13).first(), date!(2024 - 12 - 01));
    }
}
