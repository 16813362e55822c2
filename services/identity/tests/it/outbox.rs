//! An outbox that replicas of two versions work on.

use std::time::Duration;

use crate::suite::Suite;

#[tokio::test]
async fn event_for_a_destination_of_a_newer_version_waits() {
    let suite = Suite::new().await;
    suite
        .sql(
            "INSERT INTO identity.outbox_event (
                 id,
                 destination,
                 payload,
                 state,
                 attempts,
                 create_time,
                 available_time
             )
             VALUES (gen_random_uuid(), 'newer', '', 'PENDING', 0, '2020-01-01', '2020-01-01')",
        )
        .await;
    let tried = "SELECT count(*) FROM identity.outbox_event WHERE last_error IS NOT NULL";
    suite
        .time_passes_until(Duration::from_secs(1), async || {
            suite.number(tried).await == 1
        })
        .await;
    let waiting = "SELECT count(*) FROM identity.outbox_event WHERE state = 'PENDING'";
    assert_eq!(suite.number(waiting).await, 1);
}
