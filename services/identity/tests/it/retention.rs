//! What has stood for as long as its retention says is gone.

use std::time::Duration;

use crate::suite::Suite;

const DAY: Duration = Duration::from_hours(24);
const SWEEP: Duration = Duration::from_mins(10);

#[tokio::test]
async fn everything_with_a_retention_goes_and_the_account_stays() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    let kept = [
        (1, "SELECT count(*) FROM identity.idempotency_record"),
        (1, "SELECT count(*) FROM identity.consumed_proof"),
        (30, "SELECT count(*) FROM identity.registration"),
        (2, "SELECT count(*) FROM identity.refresh_token"),
        (90, "SELECT count(*) FROM identity.session"),
        (300, "SELECT count(*) FROM identity.known_device"),
    ];
    for (_, question) in kept {
        assert!(suite.number(question).await > 0, "{question}");
    }
    for (days, question) in kept {
        suite.time_passes(DAY * days).await;
        suite
            .time_passes_until(SWEEP, async || suite.number(question).await == 0)
            .await;
    }
    assert_eq!(suite.accounts().await, 1);
    assert_eq!(
        suite
            .number("SELECT count(*) FROM identity.security_event")
            .await,
        2
    );
    person.logs_in().await.unwrap();
}
