//! The stream of revocations: what stands, what happens, and who is told.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::session_service_client::SessionServiceClient;
use kabinet_proto::timestamp;
use tonic::Streaming;

use crate::suite::{Refused as _, Suite};

const BEAT: Duration = Duration::from_millis(250);
/// Beats that a slow machine may miss in a row.
const MOST_MISSED: u32 = 20;
/// Longer than what a look that is in time takes to be told.
const SILENCE: Duration = Duration::from_secs(1);
/// The longest life of an access token, and the differences of clocks.
const TOKEN_LIFE: Duration = Duration::from_mins(16);

type Watch = Streaming<pb::WatchRevocationsResponse>;

/// Watches as a service does, and returns what stands.
async fn watches(suite: &Suite) -> (Watch, Vec<pb::Revocation>) {
    let mut sessions = SessionServiceClient::new(suite.called_by("service/profile"));
    let request = pb::WatchRevocationsRequest {};
    let mut watch = sessions
        .watch_revocations(request)
        .await
        .unwrap()
        .into_inner();
    let first = watch.message().await.unwrap().unwrap();
    assert!(first.current, "few revocations fit into one message");
    (watch, first.revocations)
}

/// Lets a beat pass and returns what it tells. A machine that is slow misses beats.
async fn beat(suite: &Suite, watch: &mut Watch) -> Vec<pb::Revocation> {
    for _ in 0..MOST_MISSED {
        suite.time_passes(BEAT).await;
        if let Some(told) = heard(watch).await {
            return told;
        }
    }
    panic!("there is no beat");
}

/// Returns what the next beat tells, unless it is missed.
async fn heard(watch: &mut Watch) -> Option<Vec<pb::Revocation>> {
    let told = tokio::time::timeout(SILENCE, watch.message()).await.ok()?;
    let told = told.unwrap().unwrap();
    assert!(told.current);
    Some(told.revocations)
}

#[tokio::test]
async fn ended_session_is_told_with_the_next_beat_once() {
    let suite = Suite::new().await;
    let grant = suite.person("ivan.petrov").registers().await;
    let (mut watch, standing) = watches(&suite).await;
    assert!(standing.is_empty());

    let ended = suite.env.now();
    suite
        .as_user(&grant.access_token)
        .revokes_all()
        .await
        .unwrap();
    let told = beat(&suite, &mut watch).await;
    let expected = pb::Revocation {
        session_id: grant.session.unwrap().session_id,
        epoch: None,
        forget_time: Some(timestamp::write(ended + TOKEN_LIFE)),
    };
    assert_eq!(told, [expected]);
    assert!(beat(&suite, &mut watch).await.is_empty());
}

#[tokio::test]
async fn session_that_goes_on_voids_its_earlier_tokens_and_the_others_end() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let first = person.registers().await;
    let second = person.logs_in().await.unwrap();
    let (mut watch, _) = watches(&suite).await;
    let user = suite.as_user(&second.access_token);
    let changed = user.changes_password(&person.password, "Ganz-anderer-Haferbrei!");
    changed.await.unwrap();

    let mut told: Vec<_> = beat(&suite, &mut watch)
        .await
        .into_iter()
        .map(|revocation| (revocation.session_id, revocation.epoch))
        .collect();
    told.sort();
    let mut expected = [
        (first.session.unwrap().session_id, None),
        (second.session.unwrap().session_id, Some(2)),
    ];
    expected.sort();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn who_comes_later_is_told_what_stands_until_its_tokens_have_ended() {
    let suite = Suite::new().await;
    let grant = suite.person("ivan.petrov").registers().await;
    suite
        .as_user(&grant.access_token)
        .revokes_all()
        .await
        .unwrap();
    let (_, standing) = watches(&suite).await;
    assert_eq!(standing.len(), 1);

    suite.clock.advance(TOKEN_LIFE + Duration::from_secs(1));
    let (_, standing) = watches(&suite).await;
    assert!(standing.is_empty());
}

#[tokio::test]
async fn person_and_stranger_may_not_watch() {
    let suite = Suite::new().await;
    for caller in ["operator/anna", "bss/north"] {
        let mut sessions = SessionServiceClient::new(suite.called_by(caller));
        let refused = sessions.watch_revocations(pb::WatchRevocationsRequest {});
        assert_eq!(refused.await.reason(), Reason::CallerNotAllowed, "{caller}");
    }
}

#[tokio::test]
async fn stream_ends_with_the_server_and_does_not_hold_it_up() {
    let mut suite = Suite::new().await;
    let (mut watch, _) = watches(&suite).await;
    suite.stops().await;
    watch.message().await.unwrap_err();
}

#[tokio::test]
async fn slow_look_is_not_left_behind_with_its_connection() {
    // Long enough for a busy machine to see the look wait.
    let suite = Suite::with(&[("IDENTITY_DATABASE_LOCK_TIMEOUT_SECONDS", "6")]).await;
    let (_watch, _) = watches(&suite).await;
    suite.rests().await;
    let mut holding = suite.tables().await.begin().await.unwrap();
    sqlx::query("LOCK TABLE identity.revocation")
        .execute(&mut *holding)
        .await
        .unwrap();
    suite.clock.advance(BEAT);
    suite.settles(async || blocked(&suite).await == 1).await;
    // Until the lock timeout ends the statement.
    suite.rests().await;
    let looks = blocked(&suite).await;
    assert_eq!(looks, 0, "the look goes on when nobody waits for it");
}

#[tokio::test]
async fn requests_that_use_up_the_connections_hold_up_no_beat() {
    let suite = Suite::with(&[("IDENTITY_DATABASE_MAX_CONNECTIONS", "1")]).await;
    let person = &mut suite.person("ivan.petrov");
    let grant = person.registers().await;
    let (mut watch, _) = watches(&suite).await;
    suite.rests().await;
    suite
        .sql(
            "CREATE FUNCTION public.sleep() RETURNS trigger LANGUAGE plpgsql
             AS 'BEGIN PERFORM pg_sleep(15); RETURN NEW; END'",
        )
        .await;
    suite
        .sql(
            "CREATE TRIGGER sleeps BEFORE INSERT ON identity.security_event
             FOR EACH ROW EXECUTE FUNCTION public.sleep()",
        )
        .await;
    let user = suite.as_user(&grant.access_token);
    let request = user.reauthenticates(&person.password);
    let beat = async {
        let sleeping = "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event = 'PgSleep'";
        suite
            .settles(async || suite.number(sleeping).await == 1)
            .await;
        suite.clock.advance(BEAT);
        while heard(&mut watch).await.is_none() {
            suite.clock.advance(BEAT);
        }
    };
    tokio::select! {
        () = beat => {}
        _ = request => panic!("the request was answered first"),
    }
}

/// Counts the statements that wait for a lock.
async fn blocked(suite: &Suite) -> i64 {
    suite
        .number(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database
             WHERE datname = current_database() AND NOT granted",
        )
        .await
}
