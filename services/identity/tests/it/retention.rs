//! What has stood for as long as its retention says is gone.

use std::time::Duration;

use kabinet_proof::action::ActionKind;

use crate::recovery::NEW;
use crate::suite::{FakeCodes, Suite};

const DAY: Duration = Duration::from_hours(24);
const SWEEP: Duration = Duration::from_mins(10);

#[tokio::test]
async fn everything_with_a_retention_goes_and_the_account_stays() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let account_id = person.registers().await.session.unwrap().account_id;
    person.recovers("ivan.petrov").await.unwrap();
    let action_token = suite.token(ActionKind::ReportNotMe, &account_id, suite.env.uuid_v7());
    suite.reports_not_me(&action_token).await.unwrap();
    person.holds_a_ticket().await.sets(NEW).await.unwrap();
    NEW.clone_into(&mut person.password);
    person.logs_in().await.unwrap();
    let kept = [
        (1, "SELECT count(*) FROM identity.idempotency_record"),
        (1, "SELECT count(*) FROM identity.consumed_proof"),
        (2, "SELECT count(*) FROM identity.used_action_token"),
        (30, "SELECT count(*) FROM identity.registration"),
        (1, "SELECT count(*) FROM identity.recovery"),
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
        7
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

#[tokio::test]
async fn recovery_whose_time_ran_out_keeps_nothing_sealed() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    let mut recovery = person.recovers("ivan.petrov").await.unwrap();
    let sealed = "SELECT count(*) FROM identity.recovery WHERE handle IS NOT NULL";
    assert_eq!(suite.number(sealed).await, 1);
    suite.time_passes(DAY).await;
    suite
        .time_passes_until(SWEEP, async || suite.number(sealed).await == 0)
        .await;
    let expired = "SELECT count(*) FROM identity.recovery WHERE state = 'EXPIRED'";
    assert_eq!(suite.number(expired).await, 1);
    let refused = recovery.types(FakeCodes::CODE).await.unwrap_err();
    let state = kabinet_status::read::metadata(&refused, "state");
    assert_eq!(state.as_deref(), Some("EXPIRED"));
}
