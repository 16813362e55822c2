use kabinet_env::id::AccountId;
use kabinet_env::manual::ManualClock;
use time::Duration as Span;

use super::*;

fn user(session_id: SessionId, epoch: i64) -> EndUser {
    let (env, _clock) = ManualClock::new(2);
    EndUser {
        account_id: AccountId::new(&env),
        session_id,
        auth_time: env.now(),
        amr: Vec::new(),
        acr: String::new(),
        epoch,
        client_id: String::new(),
    }
}

fn revocation(session_id: SessionId, epoch: Option<i64>, now: OffsetDateTime) -> Revocation {
    Revocation {
        session_id,
        epoch,
        forget_time: now + Span::minutes(6),
    }
}

#[tokio::test(start_paused = true)]
async fn token_is_live_while_the_beat_is_heard() {
    let (env, _clock) = ManualClock::new(1);
    let revocations = Revocations::default();
    let user = user(SessionId::new(&env), 1);
    assert_eq!(revocations.verdict(&user), Verdict::Unknown);

    revocations.hear_beat(env.now());
    assert_eq!(revocations.verdict(&user), Verdict::Live);
    tokio::time::advance(Duration::from_millis(749)).await;
    assert_eq!(revocations.verdict(&user), Verdict::Live);
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(revocations.verdict(&user), Verdict::Unknown);
}

#[tokio::test(start_paused = true)]
async fn ended_session_is_void_with_and_without_a_beat() {
    let (env, _clock) = ManualClock::new(1);
    let revocations = Revocations::default();
    let session = SessionId::new(&env);
    revocations.add([revocation(session, None, env.now())]);
    assert_eq!(revocations.verdict(&user(session, 9)), Verdict::Void);
    revocations.hear_beat(env.now());
    assert_eq!(revocations.verdict(&user(session, 9)), Verdict::Void);
    let other = user(SessionId::new(&env), 9);
    assert_eq!(revocations.verdict(&other), Verdict::Live);
}

#[tokio::test(start_paused = true)]
async fn session_that_goes_on_voids_its_earlier_tokens() {
    let (env, _clock) = ManualClock::new(1);
    let revocations = Revocations::default();
    revocations.hear_beat(env.now());
    let session = SessionId::new(&env);
    // In any order: the greater epoch counts, and the end of the session outdoes it.
    for epoch in [4, 3] {
        revocations.add([revocation(session, Some(epoch), env.now())]);
        assert_eq!(revocations.verdict(&user(session, 3)), Verdict::Void);
        assert_eq!(revocations.verdict(&user(session, 4)), Verdict::Live);
    }
    revocations.add([revocation(session, None, env.now())]);
    revocations.add([revocation(session, Some(5), env.now())]);
    assert_eq!(revocations.verdict(&user(session, 5)), Verdict::Void);
}

#[tokio::test(start_paused = true)]
async fn revocation_is_forgotten_when_its_tokens_have_ended() {
    let (env, clock) = ManualClock::new(1);
    let revocations = Revocations::default();
    let session = SessionId::new(&env);
    revocations.add([revocation(session, None, env.now())]);
    revocations.hear_beat(env.now());

    clock.advance(Duration::from_secs(359));
    tokio::time::advance(CLEANING_INTERVAL).await;
    revocations.hear_beat(env.now());
    assert_eq!(revocations.verdict(&user(session, 1)), Verdict::Void);

    clock.advance(Duration::from_secs(1));
    tokio::time::advance(CLEANING_INTERVAL).await;
    revocations.hear_beat(env.now());
    assert_eq!(revocations.verdict(&user(session, 1)), Verdict::Live);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_known_beyond_the_capacity() {
    let (env, _clock) = ManualClock::new(1);
    let revocations = Revocations::default();
    let now = env.now();
    let many = (0..=CAPACITY).map(|_| revocation(SessionId::new(&env), None, now));
    revocations.add(many);
    revocations.hear_beat(now);
    let other = user(SessionId::new(&env), 1);
    assert_eq!(revocations.verdict(&other), Verdict::Unknown);
}
