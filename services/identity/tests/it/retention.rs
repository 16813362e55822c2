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

#[tokio::test]
async fn table_that_cannot_be_swept_does_not_keep_the_others_waiting() {
    let suite = Suite::new().await;
    let mut undecided = suite.person("olga.popova");
    undecided.starts().await.unwrap();
    suite.person("ivan.petrov").registers().await;
    for statement in [
        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             RAISE EXCEPTION 'not now';
         END $$",
        "CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON identity.registration
         FOR EACH ROW EXECUTE FUNCTION public.refuse()",
    ] {
        suite.sql(statement).await;
    }
    let proofs = "SELECT count(*) FROM identity.consumed_proof";
    assert_eq!(suite.number(proofs).await, 1);
    suite.time_passes(DAY * 31).await;
    suite
        .time_passes_until(SWEEP, async || suite.number(proofs).await == 0)
        .await;
    let registrations = "SELECT count(*) FROM identity.registration";
    assert_eq!(suite.number(registrations).await, 2);
}
