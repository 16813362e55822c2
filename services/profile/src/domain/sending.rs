//! When notices are sent, and for how long.

use time::{Duration, OffsetDateTime};

use super::notice::SubjectKind;

/// How long after it happened anybody needs a message.
pub(crate) const LIFE: Duration = Duration::hours(24);
/// Most messages of one kind to a contact within [`WINDOW`]: whoever makes an account tell them
/// something may not flood the person.
const SENT_MAX: usize = 3;
/// Window of [`SENT_MAX`].
pub(crate) const WINDOW: Duration = Duration::hours(1);

/// Decides when a notice is sent, given when those of its kind were within [`WINDOW`], the earliest
/// first. The bound delays and never silences: who has spent it on harmless notices cannot hide
/// behind it. Of those that wait the last one alone is sent, when there is room. None for what
/// nobody needs to hear at once by then.
pub(crate) fn send_time(
    sent_before: &[OffsetDateTime],
    occur_time: OffsetDateTime,
    now: OffsetDateTime,
) -> Option<OffsetDateTime> {
    let send_time = match sent_before.len().checked_sub(SENT_MAX) {
        Some(leaves_first) => sent_before[leaves_first] + WINDOW,
        None => now,
    };
    is_needed(occur_time, send_time).then_some(send_time)
}

/// Tells whether every notice of a kind is sent at once, however many there are: each lets its reader
/// stop something of its own, and whoever causes them is bounded there (recoveries by identity, changes
/// by [`CHANGES_MAX`](super::contact_change::CHANGES_MAX)).
pub(crate) fn is_sent_every_time(kind: SubjectKind) -> bool {
    match kind {
        SubjectKind::RecoveryStarted | SubjectKind::ContactChanged => true,
        SubjectKind::NewLogin
        | SubjectKind::PasswordChanged
        | SubjectKind::ServiceLinked
        | SubjectKind::ServiceUnlinked
        | SubjectKind::PersonalDataChanged
        | SubjectKind::PasswordReset
        | SubjectKind::LoginReminder
        | SubjectKind::AccessEnded
        | SubjectKind::ContactChangeUndone => false,
    }
}

/// Tells whether anybody still needs to hear at once of what happened.
pub(crate) fn is_needed(occur_time: OffsetDateTime, now: OffsetDateTime) -> bool {
    now < occur_time + LIFE
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const HAPPENED: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);

    fn minutes(numbers: &[i64]) -> Vec<OffsetDateTime> {
        let numbers = numbers.iter();
        numbers
            .map(|number| HAPPENED + Duration::minutes(*number))
            .collect()
    }

    /// Sends what happens at these minutes, as the rows of the inbox do; returns the minutes of
    /// the messages.
    fn sent(happens: impl Iterator<Item = i64>) -> Vec<i64> {
        let mut sent: Vec<OffsetDateTime> = Vec::new();
        for minute in happens {
            let now = HAPPENED + Duration::minutes(minute);
            sent.retain(|time| *time <= now);
            let within: Vec<_> = sent
                .iter()
                .copied()
                .filter(|time| *time > now - WINDOW)
                .collect();
            sent.extend(send_time(&within, now, now));
        }
        let minutes = sent.iter().map(|time| (*time - HAPPENED).whole_minutes());
        minutes.collect()
    }

    #[test]
    fn fourth_of_a_kind_waits_until_the_first_is_an_hour_old() {
        let now = HAPPENED + Duration::minutes(30);
        let at = |before: &[i64]| send_time(&minutes(before), now, now);
        assert_eq!(at(&[]), Some(now));
        assert_eq!(at(&[0, 5]), Some(now));
        assert_eq!(at(&[0, 5, 9]), Some(HAPPENED + Duration::minutes(60)));
        assert_eq!(at(&[0, 5, 9, 10]), Some(HAPPENED + Duration::minutes(65)));
    }

    #[test]
    fn flood_makes_three_messages_an_hour_and_nothing_is_later_than_that() {
        let messages = sent(0..300);
        for window in messages.windows(SENT_MAX + 1) {
            assert!(window[SENT_MAX] - window[0] >= 60, "{messages:?}");
        }
        for happened in 0..300 {
            let told = messages
                .iter()
                .any(|sent| (happened..=happened + 60).contains(sent));
            assert!(told, "{happened} in {messages:?}");
        }
    }

    #[test]
    fn old_news_are_not_sent() {
        let just_needed = HAPPENED + LIFE - Duration::MICROSECOND;
        assert_eq!(send_time(&[], HAPPENED, just_needed), Some(just_needed));
        assert_eq!(send_time(&[], HAPPENED, HAPPENED + LIFE), None);
        let before = [just_needed - Duration::minutes(1); SENT_MAX];
        assert_eq!(send_time(&before, HAPPENED, just_needed), None);
    }
}
