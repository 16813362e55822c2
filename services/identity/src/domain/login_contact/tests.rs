use kabinet_domain::ContactKind;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::*;

const NOW: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);

fn window(start: i64, end: Option<i64>) -> Window {
    Window {
        start_time: Some(NOW + Duration::hours(start)),
        end_time: end.map(|end| NOW + Duration::hours(end)),
    }
}

fn told(number: &str, standing: Standing, recovery: Window) -> LoginContact {
    LoginContact {
        contact: Contact::parse(ContactKind::Mobile, number).unwrap(),
        standing,
        recovery,
    }
}

fn wanted(name: u8, standing: Standing) -> Wanted {
    Wanted {
        kind: ContactKind::Mobile,
        indexes: vec![vec![name, 2], vec![name, 1]],
        standing,
        recovery: Window::ALWAYS,
    }
}

fn known(index: &[u8], standing: Standing) -> Known {
    Known {
        index: index.to_vec(),
        standing,
        recovery: Window::ALWAYS,
    }
}

#[test]
fn window_opens_at_its_start_and_is_closed_at_its_end() {
    for (recovery, open) in [
        (Window::ALWAYS, true),
        (window(0, None), true),
        (window(1, None), false),
        (window(-2, Some(1)), true),
        (window(-2, Some(0)), false),
    ] {
        assert_eq!(recovery.is_open(NOW), open, "{recovery:?}");
    }
}

#[test]
fn replaced_contact_recovers_until_the_new_one_may() {
    let contacts = |hours: i64| {
        let end = Some(NOW + Duration::hours(72 - hours));
        vec![
            told(
                "+79000000002",
                Standing::LogsIn,
                Window {
                    start_time: end,
                    end_time: None,
                },
            ),
            told(
                "+79000000001",
                Standing::Replaced,
                Window {
                    start_time: Some(NOW - Duration::days(9)),
                    end_time: end,
                },
            ),
        ]
    };
    for (hours, number) in [
        (0, "+79000000001"),
        (71, "+79000000001"),
        (72, "+79000000002"),
    ] {
        let chosen = recovers(contacts(hours), ContactKind::Mobile, NOW).unwrap();
        assert_eq!(chosen.value(), number, "{hours}");
    }
    assert_eq!(recovers(contacts(0), ContactKind::Email, NOW), None);
}

#[test]
fn contacts_are_kept_taken_and_let_go() {
    let before = [
        known(&[1, 1], Standing::LogsIn),
        known(&[2, 2], Standing::LogsIn),
    ];
    let plan = plan(
        &before,
        vec![wanted(3, Standing::LogsIn), wanted(1, Standing::LogsIn)],
    );
    assert_eq!(plan.gone, [[2, 2]]);
    // Known under an older key.
    assert_eq!(
        plan.kept,
        [(before[0].clone(), wanted(1, Standing::LogsIn))]
    );
    assert_eq!(plan.new, [wanted(3, Standing::LogsIn)]);
    assert!(plan.changes_logins(&before));
}

#[test]
fn what_is_told_again_changes_nothing() {
    let before = [known(&[1, 2], Standing::LogsIn)];
    let plan = plan(&before, vec![wanted(1, Standing::LogsIn)]);
    assert!(plan.gone.is_empty() && plan.new.is_empty() && !plan.changes_logins(&before));
}

#[test]
fn replaced_contact_stops_logging_in() {
    let before = [known(&[1, 2], Standing::LogsIn)];
    let plan = plan(&before, vec![wanted(1, Standing::Replaced)]);
    assert!(plan.gone.is_empty() && plan.changes_logins(&before));
}

#[test]
fn contact_that_is_told_twice_logs_in_if_it_does_once() {
    let twice = vec![wanted(1, Standing::Replaced), wanted(1, Standing::LogsIn)];
    assert_eq!(plan(&[], twice).new, [wanted(1, Standing::LogsIn)]);
}
