//! A new value of a contact point: confirmed before it counts, and taken back if it was a thief's.

use time::{Duration, OffsetDateTime};

/// How long a value waits for its confirmation.
pub(crate) const REPLACEMENT_LIFETIME: Duration = Duration::hours(24);
/// How long a change can be taken back, and a replaced contact recovers access.
pub(crate) const UNDO_WINDOW: Duration = Duration::hours(72);
/// How long a contact that replaced or joined a confirmed one recovers no access: as long as the
/// change can be taken back.
pub(crate) const CONTACT_PROBATION: Duration = UNDO_WINDOW;
/// Most new values of an account's contacts within [`CHANGES_WINDOW`].
pub(crate) const CHANGES_MAX: usize = 5;
/// Window of [`CHANGES_MAX`].
pub(crate) const CHANGES_WINDOW: Duration = Duration::hours(24);
/// Most accounts that confirm one contact by a change within [`HOLDING_WINDOW`]: families share a
/// telephone.
pub(crate) const ACCOUNTS_PER_CONTACT: i64 = 5;
/// Window of [`ACCOUNTS_PER_CONTACT`]: a number gets another holder, whom the accounts of the former
/// one do not keep away for ever.
pub(crate) const HOLDING_WINDOW: Duration = Duration::days(180);

/// What a change does to the contacts that are confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// It takes the place of one.
    Replaced,
    /// It comes beside one: its kind was never confirmed.
    Joined,
}

/// State of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeState {
    /// It waits for its confirmation.
    Pending,
    /// It was confirmed, and can be taken back.
    Confirmed,
    /// It was taken back.
    Undone,
    /// It stands for good.
    Settled,
    /// A later one took its place before it was confirmed, or an earlier one was taken back.
    Superseded,
    /// Nobody confirmed it.
    Expired,
}

/// Tells how long to wait for the next change, given when those within [`CHANGES_WINDOW`] were made,
/// the earliest first; none where there is room.
pub(crate) fn wait(made: &[OffsetDateTime], now: OffsetDateTime) -> Option<Duration> {
    let leaves_first = made.len().checked_sub(CHANGES_MAX)?;
    Some(made[leaves_first] + CHANGES_WINDOW - now)
}

impl Cause {
    const ALL: [Self; 2] = [Self::Replaced, Self::Joined];

    /// Returns the cause as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Replaced => "REPLACED",
            Self::Joined => "JOINED",
        }
    }

    /// Reads the cause from the table's word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

impl ChangeState {
    const ALL: [Self; 6] = [
        Self::Pending,
        Self::Confirmed,
        Self::Undone,
        Self::Settled,
        Self::Superseded,
        Self::Expired,
    ];

    /// Returns the state as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Confirmed => "CONFIRMED",
            Self::Undone => "UNDONE",
            Self::Settled => "SETTLED",
            Self::Superseded => "SUPERSEDED",
            Self::Expired => "EXPIRED",
        }
    }

    /// Reads the state from the table's word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn sixth_change_waits_until_the_first_is_a_day_old() {
        let first = datetime!(2026-01-01 00:00 UTC);
        let made: Vec<_> = (0..5).map(|hour| first + Duration::hours(hour)).collect();
        let now = first + Duration::hours(10);
        assert_eq!(wait(&made[..4], now), None);
        assert_eq!(wait(&made, now), Some(Duration::hours(14)));
    }
}
