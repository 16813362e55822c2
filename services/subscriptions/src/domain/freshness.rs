//! How far a value of a source can be relied upon.

use time::{Duration, OffsetDateTime};

use super::contract::RatingType;

/// Oldest fresh balance of an account that is paid in advance.
const PREPAID_BALANCE: Duration = Duration::seconds(60);
/// Oldest fresh balance of an account that is paid by bill.
const POSTPAID_BALANCE: Duration = Duration::minutes(15);
/// Oldest fresh list of bills.
const BILLS: Duration = Duration::minutes(30);

/// How far a value can be relied upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// As new as its kind has to be.
    Fresh,
    /// The source has not said anything newer.
    Stale,
    /// The source has never said anything.
    Unknown,
}

/// When a value was true, and when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Observation {
    /// When it was true, by the source's clock.
    pub(crate) as_of: OffsetDateTime,
    /// When the suite learned of it.
    pub(crate) observe_time: OffsetDateTime,
}

impl Observation {
    /// Tells whether the value is still fresh.
    pub(crate) fn freshness(self, now: OffsetDateTime, max_staleness: Duration) -> Freshness {
        // Nobody knows a value before it is true: a source that says so has a fast clock, and its
        // values would stay fresh too long.
        let true_at = self.as_of.min(self.observe_time);
        if now - true_at <= max_staleness {
            Freshness::Fresh
        } else {
            Freshness::Stale
        }
    }
}

/// Returns how old a fresh balance may be: as old as is asked for, or as its kind may be.
pub(crate) fn max_balance_staleness(asked: Option<Duration>, rating_type: RatingType) -> Duration {
    asked.unwrap_or(match rating_type {
        RatingType::Prepaid => PREPAID_BALANCE,
        RatingType::Postpaid => POSTPAID_BALANCE,
    })
}

/// Tells how far a list of bills can be relied upon.
pub(crate) fn of_bills(observation: Option<Observation>, now: OffsetDateTime) -> Freshness {
    observation.map_or(Freshness::Unknown, |observation| {
        observation.freshness(now, BILLS)
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-01-02 03:04:05 UTC);

    fn freshness(as_of: Duration, observed: Duration, max_staleness: Duration) -> Freshness {
        let observation = Observation {
            as_of: NOW + as_of,
            observe_time: NOW + observed,
        };
        observation.freshness(NOW, max_staleness)
    }

    #[test]
    fn value_is_fresh_until_it_is_older_than_it_may_be() {
        let minute = Duration::MINUTE;
        for (age, expected) in [
            (Duration::ZERO, Freshness::Fresh),
            (minute, Freshness::Fresh),
            (minute + Duration::MICROSECOND, Freshness::Stale),
        ] {
            assert_eq!(freshness(-age, Duration::ZERO, minute), expected, "{age}");
        }
    }

    #[test]
    fn only_a_value_of_this_very_moment_is_fresh_without_staleness() {
        let zero = Duration::ZERO;
        assert_eq!(freshness(zero, zero, zero), Freshness::Fresh);
        let before = -Duration::MICROSECOND;
        assert_eq!(freshness(before, zero, zero), Freshness::Stale);
    }

    #[test]
    fn value_of_a_fast_clock_ages_from_the_moment_it_came() {
        let (hour, minute) = (Duration::HOUR, Duration::MINUTE);
        assert_eq!(freshness(hour, -minute, minute), Freshness::Fresh);
        let older = -minute - Duration::MICROSECOND;
        assert_eq!(freshness(hour, older, minute), Freshness::Stale);
    }

    #[test]
    fn value_that_another_replica_takes_in_a_moment_later_is_fresh() {
        let second = Duration::SECOND;
        assert_eq!(freshness(second, second, Duration::ZERO), Freshness::Fresh);
    }

    #[test]
    fn longest_staleness_keeps_every_value_fresh() {
        let ages = -Duration::weeks(52 * 50);
        assert_eq!(freshness(ages, ages, Duration::MAX), Freshness::Fresh);
    }

    #[test]
    fn balance_may_be_as_old_as_its_kind_or_as_asked() {
        for (rating_type, expected) in [
            (RatingType::Prepaid, Duration::seconds(60)),
            (RatingType::Postpaid, Duration::minutes(15)),
        ] {
            assert_eq!(max_balance_staleness(None, rating_type), expected);
            let asked = Some(Duration::SECOND);
            assert_eq!(max_balance_staleness(asked, rating_type), Duration::SECOND);
        }
    }

    #[test]
    fn bills_are_fresh_for_half_an_hour_and_unknown_until_they_come() {
        let of = |age| {
            let observation = Observation {
                as_of: NOW - age,
                observe_time: NOW,
            };
            of_bills(Some(observation), NOW)
        };
        assert_eq!(of(Duration::minutes(30)), Freshness::Fresh);
        assert_eq!(of(Duration::minutes(31)), Freshness::Stale);
        assert_eq!(of_bills(None, NOW), Freshness::Unknown);
    }
}
