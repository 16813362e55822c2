use std::time::Duration;

use kabinet_proto::{
    profile::v1::DeliverEventRequest,
    types::v1::{
        ContactKind::{Email, Mobile},
        Event, RegistrationDiscarded,
        event::Fact,
    },
};
use prost_types::Timestamp;

use crate::harness::{PATIENCE, Profile, notice, password_changed, request_id};

/// A change that waits for ever, and one that is confirmed.
const CONTACTS: [&str; 2] = ["+79000000046", "anna@example.org"];

const DAY: Duration = Duration::from_hours(24);
/// What goes on beside the calls and sleeps in between: the outbox's relay, the sweeper, the watch of
/// the key ring.
const BACKGROUND: usize = 3;
const SWEEP_INTERVAL: Duration = Duration::from_mins(10);

impl Profile {
    /// Lets the sweeper run until a table has this many rows.
    async fn swept_to(&self, table: &str, rows: i64) {
        let swept = async {
            while self.count(table).await != rows {
                // No time passes while a sweep is under way: it would be that of what is due later.
                self.clock.sleepers(BACKGROUND).await;
                self.clock.advance(SWEEP_INTERVAL);
            }
        };
        let swept = tokio::time::timeout(PATIENCE, swept).await;
        swept.unwrap_or_else(|_| panic!("{table} keeps what is due"));
    }
}

#[tokio::test]
async fn every_row_is_deleted_when_its_retention_ends_and_not_before() {
    let profile = Profile::start().await;
    let open = profile.complete_draft().await;
    let (_, account_id) = profile.activated().await;
    let discarded = profile.complete_draft().await;
    let event = Event {
        event_id: request_id(&profile),
        occur_time: Some(Timestamp::default()),
        fact: Some(Fact::RegistrationDiscarded(RegistrationDiscarded {
            registration_id: discarded,
        })),
    };
    let request = DeliverEventRequest { event: Some(event) };
    let mut sink = profile.event_sink("service/identity");
    sink.deliver_event(request).await.unwrap();
    assert_eq!(profile.count("draft").await, 3);
    assert_eq!(profile.count("idempotency_record").await, 6);

    profile.clock.advance(DAY);
    profile.swept_to("idempotency_record", 0).await;
    assert_eq!(profile.count("draft").await, 3);
    assert_eq!(profile.count("received_event").await, 1);

    profile.clock.advance(29 * DAY);
    profile.swept_to("received_event", 0).await;
    profile.swept_to("draft", 1).await;
    assert_eq!(profile.draft(&open).await.unwrap().0, "OPEN");
    assert_eq!(profile.count("access_log").await, 1);

    profile.clock.advance(3 * 365 * DAY);
    profile.swept_to("access_log", 0).await;
    assert_eq!(profile.count("draft").await, 1);
    assert_eq!(profile.count("person").await, 1);
    assert_eq!(profile.shown(account_id).await.given_name, "Анна-Мария");
}

#[tokio::test]
async fn notice_stands_in_the_inbox_for_400_days() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let event = notice(&profile, account_id, password_changed());
    profile.notify(event).await;
    profile.settled().await;
    profile.clock.advance(399 * DAY);
    profile.swept_to("received_event", 0).await;
    assert_eq!(profile.count("notice").await, 1);
    profile.clock.advance(DAY);
    profile.swept_to("notice", 0).await;
    assert_eq!(profile.count("person").await, 1);
}

impl Profile {
    /// Counts the changes of a state, and how many of them still hold values.
    async fn changes(&self, state: &str) -> (i64, i64) {
        let count = "SELECT
                 count(*),
                 count(*) FILTER (
                     WHERE num_nonnulls(
                         value,
                         value_index,
                         verification,
                         before_value,
                         before_value_index
                     ) > 0
                 )
             FROM profile.contact_change
             WHERE state = $1";
        let count = sqlx::query_as(count).bind(state);
        count.fetch_one(&self.pool).await.unwrap()
    }

    async fn swept_into(&self, state: &str, changes: (i64, i64)) {
        let swept = async {
            while self.changes(state).await != changes {
                self.clock.sleepers(BACKGROUND).await;
                self.clock.advance(SWEEP_INTERVAL);
            }
        };
        let swept = tokio::time::timeout(PATIENCE, swept).await;
        swept.unwrap_or_else(|_| panic!("no change is {state}"));
    }
}

#[tokio::test]
async fn values_of_changes_are_forgotten_with_their_end_and_the_rows_after_400_days() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.replace(account_id, Mobile, CONTACTS[0]).await;
    profile.start_confirmation(account_id, Mobile).await;
    profile.replace(account_id, Email, CONTACTS[1]).await;
    profile.prove(account_id, Email).await;
    assert_eq!(profile.changes("PENDING").await, (1, 1));
    assert_eq!(profile.changes("CONFIRMED").await, (1, 1));

    profile.clock.advance(DAY);
    profile.swept_into("EXPIRED", (1, 0)).await;
    profile.swept_to("consumed_proof", 0).await;
    assert_eq!(profile.changes("CONFIRMED").await, (1, 1));

    profile.clock.advance(2 * DAY);
    profile.swept_into("SETTLED", (1, 0)).await;
    profile.clock.advance(390 * DAY);
    assert_eq!(profile.count("contact_change").await, 2);
    profile.clock.advance(10 * DAY);
    profile.swept_to("contact_change", 0).await;
    let shown = profile.contact_point(account_id, Email).await;
    assert_eq!(shown.masked_value, "a***@e***.org");
}

#[tokio::test]
async fn activation_is_repeatable_after_its_draft_was_swept() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = profile.activated().await;
    profile.clock.advance(30 * DAY);
    profile.swept_to("draft", 0).await;
    let request = crate::harness::activation(&registration_id, account_id);
    profile.drafts().activate_draft(request).await.unwrap();
    assert_eq!(profile.count("person").await, 1);
}
