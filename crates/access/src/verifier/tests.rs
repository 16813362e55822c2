use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration as Wait;

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use kabinet_env::id::AccountId;
use kabinet_env::manual::ManualClock;
use kabinet_seal::KeyRing;
use kabinet_seal::signing::SigningKeys;
use time::Duration;
use tonic::Code;
use tracing_subscriber::layer::SubscriberExt as _;

use super::*;
const ISSUER: &str = "https://identity.example.com";

/// Keys and sessions of an identity that can be switched off.
struct Identity {
    keys: Mutex<SigningKeys>,
    is_answering: AtomicBool,
    is_session_live: AtomicBool,
    key_questions: AtomicUsize,
    session_questions: AtomicUsize,
}

struct World {
    identity: Arc<Identity>,
    verifier: TokenVerifier,
    env: Env,
    clock: ManualClock,
}

fn keys(kid: &str) -> SigningKeys {
    SigningKeys::new(KeyRing::from_secret(kid, [7; 32]))
}

fn world() -> World {
    let (env, clock) = ManualClock::new(1);
    let identity = Arc::new(Identity {
        keys: Mutex::new(keys("k1")),
        is_answering: AtomicBool::new(true),
        is_session_live: AtomicBool::new(true),
        key_questions: AtomicUsize::new(0),
        session_questions: AtomicUsize::new(0),
    });
    World {
        verifier: TokenVerifier::new(ISSUER, identity.clone(), identity.clone(), env.clone()),
        identity,
        env,
        clock,
    }
}

impl World {
    fn token(&self) -> String {
        self.token_of(SessionId::new(&self.env))
    }

    fn token_of(&self, sid: SessionId) -> String {
        self.token_at(sid, 1)
    }

    fn token_at(&self, sid: SessionId, epoch: i64) -> String {
        let now = self.env.now().replace_nanosecond(0).unwrap();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: AccountId::new(&self.env),
            client_id: "web".to_owned(),
            iat: now,
            exp: now + Duration::minutes(5),
            jti: self.env.uuid_v4().to_string(),
            sid,
            auth_time: now,
            amr: vec!["pwd".to_owned()],
            acr: "aal1".to_owned(),
            epoch,
        };
        jwt::sign(&self.identity.keys.lock().unwrap().current(), &claims)
    }

    fn questions(&self) -> (usize, usize) {
        let identity = &self.identity;
        let keys = identity.key_questions.load(Ordering::Relaxed);
        (keys, identity.session_questions.load(Ordering::Relaxed))
    }

    async fn reason(&self, token: &str) -> Option<Reason> {
        self.verifier
            .verify(token)
            .await
            .err()
            .map(|refusal| refusal.reason())
    }
}

impl KeySource for Identity {
    fn public_keys(&self) -> BoxFuture<'_, Result<PublicKeys, Unavailable>> {
        self.key_questions.fetch_add(1, Ordering::Relaxed);
        let keys = self
            .keys
            .lock()
            .unwrap()
            .public_keys()
            .into_iter()
            .collect();
        let answer = self.answer(keys);
        async { answer }.boxed()
    }
}

impl SessionStatus for Identity {
    fn is_active<'a>(
        &'a self,
        _: &'a str,
        _: &'a EndUser,
    ) -> BoxFuture<'a, Result<bool, Unavailable>> {
        self.session_questions.fetch_add(1, Ordering::Relaxed);
        let answer = self.answer(self.is_session_live.load(Ordering::Relaxed));
        async move {
            tokio::task::yield_now().await;
            answer
        }
        .boxed()
    }
}

impl Identity {
    fn answer<T>(&self, answer: T) -> Result<T, Unavailable> {
        if self.is_answering.load(Ordering::Relaxed) {
            Ok(answer)
        } else {
            Err(Unavailable::new("switched off"))
        }
    }
}

#[tokio::test]
async fn questions_are_asked_once_per_second_and_session() {
    let world = world();
    let token = world.token();
    let verified = join_all((0..20).map(|_| world.verifier.verify(&token))).await;
    assert!(verified.iter().all(Result::is_ok));
    assert_eq!(world.questions(), (1, 1));

    world.clock.advance(Wait::from_millis(999));
    assert_eq!(world.reason(&token).await, None);
    assert_eq!(world.questions(), (1, 1));
    world.clock.advance(Wait::from_millis(1));
    assert_eq!(world.reason(&token).await, None);
    assert_eq!(world.reason(&world.token()).await, None);
    assert_eq!(world.questions(), (1, 3));
}

#[tokio::test]
async fn ended_session_is_refused_after_a_second_or_at_once_when_forgotten() {
    let world = world();
    let session = SessionId::new(&world.env);
    let token = world.token_of(session);
    assert_eq!(world.reason(&token).await, None);
    world
        .identity
        .is_session_live
        .store(false, Ordering::Relaxed);
    assert_eq!(world.reason(&token).await, None);
    world.clock.advance(Wait::from_secs(1));
    assert_eq!(world.reason(&token).await, Some(Reason::TokenInvalid));

    world
        .identity
        .is_session_live
        .store(true, Ordering::Relaxed);
    world.verifier.forget_session(session);
    assert_eq!(world.reason(&token).await, None);
}

#[tokio::test]
async fn answer_for_one_epoch_says_nothing_of_an_earlier_one() {
    let world = world();
    let session = SessionId::new(&world.env);
    let (old, new) = (world.token_at(session, 1), world.token_at(session, 2));
    assert_eq!(world.reason(&new).await, None);
    world
        .identity
        .is_session_live
        .store(false, Ordering::Relaxed);
    assert_eq!(world.reason(&old).await, Some(Reason::TokenInvalid));
}

#[tokio::test]
async fn verified_token_ends_at_its_time() {
    let world = world();
    let token = world.token();
    assert_eq!(world.reason(&token).await, None);
    world.clock.advance(Wait::from_secs(5 * 60 + 29));
    assert_eq!(world.reason(&token).await, None);
    world.clock.advance(Wait::from_secs(1));
    assert_eq!(world.reason(&token).await, Some(Reason::TokenInvalid));
}

#[tokio::test]
async fn new_key_is_found_and_forged_key_ids_are_not_passed_on() {
    let world = world();
    assert_eq!(world.reason(&world.token()).await, None);
    *world.identity.keys.lock().unwrap() = keys("k2");
    let token = world.token();
    world.clock.advance(Wait::from_secs(1));
    assert_eq!(world.reason(&token).await, None);
    assert_eq!(world.questions().0, 2);

    let forged = {
        *world.identity.keys.lock().unwrap() = keys("forged");
        let token = world.token();
        *world.identity.keys.lock().unwrap() = keys("k2");
        token
    };
    for _ in 0..10 {
        assert_eq!(world.reason(&forged).await, Some(Reason::TokenInvalid));
    }
    assert_eq!(world.questions().0, 2);
}

#[tokio::test]
async fn withdrawn_key_stops_to_count() {
    let world = world();
    *world.identity.keys.lock().unwrap() = keys("old");
    let token = world.token();
    assert_eq!(world.reason(&token).await, None);
    world.clock.advance(Wait::from_mins(5));
    *world.identity.keys.lock().unwrap() = keys("new");
    assert_eq!(world.reason(&token).await, Some(Reason::TokenInvalid));
}

#[tokio::test]
async fn last_good_keys_outlive_a_silent_identity() {
    let world = world();
    assert_eq!(world.reason(&world.token()).await, None);
    world.clock.advance(Wait::from_mins(5));
    world.identity.is_answering.store(false, Ordering::Relaxed);
    assert!(world.verifier.signed_user(&world.token()).await.is_ok());
}

#[tokio::test]
async fn silence_is_unavailable_and_not_asked_about_again_at_once() {
    let world = world();
    world.identity.is_answering.store(false, Ordering::Relaxed);
    let token = world.token();
    let refusal = world.verifier.verify(&token).await.unwrap_err();
    assert_eq!(refusal.code(), Code::Unavailable);
    assert_eq!(
        world.reason(&token).await,
        Some(Reason::TemporarilyUnavailable)
    );
    assert_eq!(world.questions(), (1, 0));

    world.identity.is_answering.store(true, Ordering::Relaxed);
    world.clock.advance(Wait::from_secs(1));
    assert_eq!(world.reason(&token).await, None);

    world.identity.is_answering.store(false, Ordering::Relaxed);
    world.clock.advance(Wait::from_secs(1));
    let refused = join_all((0..20).map(|_| world.verifier.verify(&token))).await;
    assert!(refused.iter().all(Result::is_err));
    assert_eq!(world.questions(), (2, 2));
}

/// Counts the lines of the log.
struct Lines(Arc<AtomicUsize>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Lines {
    fn on_event(&self, _: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn silence_is_one_line_of_the_log_however_many_hear_of_it() {
    let lines = Arc::new(AtomicUsize::new(0));
    let subscriber = tracing_subscriber::registry().with(Lines(lines.clone()));
    let _default = kabinet_testkit::observed_by(subscriber);
    let world = world();
    let token = world.token();
    world.identity.is_answering.store(false, Ordering::Relaxed);
    join_all((0..20).map(|_| world.verifier.verify(&token))).await;
    assert_eq!(lines.swap(0, Ordering::Relaxed), 1, "no keys");

    world.identity.is_answering.store(true, Ordering::Relaxed);
    world.clock.advance(Wait::from_secs(1));
    assert_eq!(world.reason(&token).await, None);
    world.identity.is_answering.store(false, Ordering::Relaxed);
    world.clock.advance(Wait::from_secs(1));
    join_all((0..20).map(|_| world.verifier.verify(&token))).await;
    assert_eq!(
        lines.swap(0, Ordering::Relaxed),
        1,
        "no state of the session"
    );

    world.clock.advance(Wait::from_mins(5));
    assert!(world.verifier.signed_user(&world.token()).await.is_ok());
    assert_eq!(lines.load(Ordering::Relaxed), 1, "old keys");
}

#[tokio::test]
async fn malformed_and_oversize_tokens_reach_nobody() {
    let world = world();
    for token in ["", "a.b.c", &"a".repeat(5000)] {
        assert_eq!(
            world.reason(token).await,
            Some(Reason::TokenInvalid),
            "{token}"
        );
    }
    assert_eq!(world.questions().1, 0);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_asked_about_sessions_while_the_beat_is_heard() {
    let World {
        identity,
        verifier,
        env,
        clock,
    } = world();
    let revocations = Arc::<Revocations>::default();
    let world = World {
        verifier: TokenVerifier {
            revocations: Some(revocations.clone()),
            ..verifier
        },
        identity,
        env,
        clock,
    };
    let token = world.token();
    revocations.hear_beat(world.env.now());
    assert_eq!(world.reason(&token).await, None);
    assert_eq!(world.questions().1, 0);

    tokio::time::advance(Wait::from_secs(1)).await;
    assert_eq!(world.reason(&token).await, None);
    assert_eq!(world.questions().1, 1, "the beat has fallen silent");
}
