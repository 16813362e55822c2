//! How often linking may be tried.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime};

/// The shorter window of every budget.
pub(crate) const DAY: Duration = Duration::days(1);
/// The longer window.
pub(crate) const MONTH: Duration = Duration::days(30);
/// Links that an account may start within a day, however they end: what is given up has cost a
/// message all the same.
const STARTS_PER_DAY: u32 = 50;

/// How often something may happen within a day and within thirty days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    /// Within 24 hours.
    pub(crate) per_day: u32,
    /// Within 30 days.
    pub(crate) per_month: u32,
}

/// Limits of linking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Distinct identifiers that an account may try.
    pub(crate) identifiers: Budget,
    /// Codes that may be sent for one contract.
    pub(crate) challenges: Budget,
    /// Links of an account that are open or active.
    pub(crate) links_per_account: u32,
}

/// Tells why an account may start no link now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It has as many as it may have.
    TooMany {
        /// How many that is.
        limit: u32,
    },
    /// It has tried too often.
    Spent {
        /// Limit that was reached.
        limit: &'static str,
        /// How long until there is room again.
        wait: Duration,
    },
}

/// A link that an account has started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Past {
    pub(crate) locator: [u8; 32],
    pub(crate) create_time: OffsetDateTime,
    pub(crate) standing: Standing,
}

/// Whether a link counts among those that an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is active or may become so.
    Open,
    /// It is over.
    Over,
}

impl Budget {
    /// Tells whether so many uses leave room for one more.
    pub(crate) fn allows(self, in_day: i64, in_month: i64) -> bool {
        in_day < i64::from(self.per_day) && in_month < i64::from(self.per_month)
    }
}

impl Limits {
    /// Allows an account one more link, to an identifier that it has tried before or to a new one.
    pub(crate) fn allow(
        &self,
        locator: [u8; 32],
        past: &[Past],
        now: OffsetDateTime,
    ) -> Result<(), Refused> {
        let open = past.iter().filter(|link| link.standing == Standing::Open);
        let limit = self.links_per_account;
        if open.count() >= size(limit) {
            return Err(Refused::TooMany { limit });
        }
        let starts = past.iter().map(|link| link.create_time).collect();
        let others = last_tries(past.iter().filter(|link| link.locator != locator));
        let Budget { per_day, per_month } = self.identifiers;
        let refusals = [
            spent("links_per_day", STARTS_PER_DAY, starts, DAY, now),
            spent("identifiers_per_day", per_day, others.clone(), DAY, now),
            spent("identifiers_per_month", per_month, others, MONTH, now),
        ];
        // The longest wait counts: whoever comes back then is not refused by another window.
        match refusals.into_iter().flatten().max_by_key(|(_, wait)| *wait) {
            Some((limit, wait)) => Err(Refused::Spent { limit, wait }),
            None => Ok(()),
        }
    }
}

/// Returns when each identifier was tried last.
fn last_tries<'a>(past: impl Iterator<Item = &'a Past>) -> Vec<OffsetDateTime> {
    let mut tries = BTreeMap::new();
    for link in past {
        let last = tries.entry(link.locator).or_insert(link.create_time);
        *last = link.create_time.max(*last);
    }
    tries.into_values().collect()
}

/// Returns the limit and the wait where so many of the times lie in the window already.
fn spent(
    name: &'static str,
    limit: u32,
    mut times: Vec<OffsetDateTime>,
    window: Duration,
    now: OffsetDateTime,
) -> Option<(&'static str, Duration)> {
    times.retain(|&time| time > now - window);
    times.sort_unstable();
    let over = times.len().checked_sub(size(limit))?;
    let wait = times.get(over).map_or(window, |&time| time + window - now);
    Some((name, wait))
}

fn size(limit: u32) -> usize {
    usize::try_from(limit).expect("a limit fits the memory")
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-03-31 12:00 UTC);
    const BUDGET: Budget = Budget {
        per_day: 2,
        per_month: 3,
    };
    const LIMITS: Limits = Limits {
        identifiers: BUDGET,
        challenges: BUDGET,
        links_per_account: 4,
    };

    fn past(number: u8, ago: Duration) -> Past {
        Past {
            locator: [number; 32],
            create_time: NOW - ago,
            standing: Standing::Over,
        }
    }

    fn hours(number: u8, hours: i64) -> Past {
        past(number, Duration::hours(hours))
    }

    fn allow(past: &[Past]) -> Result<(), Refused> {
        LIMITS.allow([9; 32], past, NOW)
    }

    fn spent(limit: &'static str, wait: Duration) -> Result<(), Refused> {
        Err(Refused::Spent { limit, wait })
    }

    #[test]
    fn identifiers_are_counted_within_their_windows() {
        assert_eq!(allow(&[]), Ok(()));
        assert_eq!(allow(&[hours(1, 1), hours(2, 24)]), Ok(()));
        let day = spent("identifiers_per_day", Duration::hours(3));
        assert_eq!(allow(&[hours(1, 1), hours(2, 21)]), day);
        let three = [hours(1, 25), hours(2, 26), hours(3, 30 * 24 - 5)];
        let month = spent("identifiers_per_month", Duration::hours(5));
        assert_eq!(allow(&three), month);
        assert_eq!(allow(&three[..2]), Ok(()));
    }

    #[test]
    fn longest_wait_is_told() {
        let both = [hours(1, 1), hours(2, 2), hours(3, 30 * 24 - 5)];
        let day = spent("identifiers_per_day", Duration::hours(22));
        assert_eq!(allow(&both), day);
    }

    #[test]
    fn identifier_that_was_tried_before_costs_nothing() {
        assert_eq!(allow(&[hours(1, 1), hours(9, 1)]), Ok(()));
        assert_eq!(allow(&[hours(1, 1), hours(1, 2), hours(1, 3)]), Ok(()));
    }

    #[test]
    fn repeated_identifier_counts_from_its_last_try() {
        let day = spent("identifiers_per_day", Duration::hours(22));
        assert_eq!(allow(&[hours(1, 20), hours(1, 1), hours(2, 2)]), day);
    }

    #[test]
    fn starts_are_bounded_however_they_end() {
        let minutes = |number| past(9, Duration::minutes(number));
        let starts: Vec<_> = (1..=50).map(minutes).collect();
        assert_eq!(allow(&starts[1..]), Ok(()));
        let day = spent("links_per_day", DAY - Duration::minutes(50));
        assert_eq!(allow(&starts), day);
    }

    #[test]
    fn links_that_are_open_are_bounded_however_old() {
        let open = |days| Past {
            standing: Standing::Open,
            ..past(9, Duration::days(days))
        };
        assert_eq!(allow(&[open(400), open(40), open(4)]), Ok(()));
        let four = [open(400), open(40), open(4), open(1)];
        assert_eq!(allow(&four), Err(Refused::TooMany { limit: 4 }));
    }

    #[test]
    fn challenges_fit_both_windows() {
        assert!(BUDGET.allows(1, 2));
        assert!(!BUDGET.allows(2, 2) && !BUDGET.allows(1, 3));
    }
}
