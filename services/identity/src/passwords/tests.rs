use std::time::Duration;

use kabinet_env::Env;
use kabinet_env::manual::ManualClock;
use kabinet_seal::KeyRing;
use zeroize::Zeroizing;

use super::*;

fn cost() -> Cost {
    Cost::new(64, 1, 1).unwrap()
}

fn sizes(threads: usize, queue: usize) -> Sizes {
    Sizes {
        threads,
        queue,
        wait: Duration::from_secs(5),
    }
}

fn passwords(env: Env) -> Passwords {
    Passwords::start(
        sizes(1, 8),
        cost(),
        KeyRing::from_secret("k1", [1; 32]),
        env,
    )
}

#[tokio::test]
async fn only_the_right_password_fits_its_record() {
    let passwords = passwords(Env::system());
    let record = passwords.hash(&Password::new("right")).await.unwrap();
    let verify = async |password| {
        passwords
            .verify(&Password::new(password), Some(&record))
            .await
    };
    assert_eq!(
        verify("right").await,
        Ok(Verdict::Right(Freshness::Current))
    );
    assert_eq!(verify("wrong").await, Ok(Verdict::Wrong));
}

#[tokio::test]
async fn absent_broken_and_orphaned_records_cost_one_hash_like_any_other() {
    let passwords = passwords(Env::system());
    let record = passwords.hash(&Password::new("right")).await.unwrap();
    let orphaned = record.replace("k=k1", "k=k0");
    for record in [
        None,
        Some("nonsense"),
        Some(orphaned.as_str()),
        Some(record.as_str()),
    ] {
        let before = passwords.hash_count().get();
        let verdict = passwords.verify(&Password::new("wrong"), record).await;
        assert_eq!(verdict, Ok(Verdict::Wrong));
        assert_eq!(passwords.hash_count().get() - before, 1);
    }
}

#[tokio::test]
async fn record_of_other_parameters_is_right_and_stale() {
    let env = Env::system();
    let pepper = KeyRing::from_secret("k1", [1; 32]);
    let older = Cost::new(32, 1, 1).unwrap();
    let before = Passwords::start(sizes(1, 8), older, pepper, env.clone());
    let record = before.hash(&Password::new("right")).await.unwrap();
    let verdict = passwords(env)
        .verify(&Password::new("right"), Some(&record))
        .await;
    assert_eq!(verdict, Ok(Verdict::Right(Freshness::Stale)));
}

#[test]
fn full_queue_refuses_at_once() {
    let (env, _) = ManualClock::new(1);
    let (pool, _jobs) = Pool::without_threads(sizes(1, 1), env);
    let job = || Job::new(Zeroizing::new([0; 32]), vec![0; 16], cost());
    let (first, _first_answer) = job();
    let (second, _second_answer) = job();
    assert_eq!(pool.submit(first), Ok(()));
    assert_eq!(pool.submit(second), Err(pool::OVERLOADED));
}

#[test]
fn jobs_that_nobody_waits_for_are_not_hashed() {
    let (env, clock) = ManualClock::new(1);
    let mut arena = arena::Arena::new(cost());
    let count = HashCount::default();
    let deadline = env.now() + Duration::from_secs(1);
    let mut run = |abandoned: Option<()>| {
        let (job, answer) = Job::new(Zeroizing::new([0; 32]), vec![0; 16], cost());
        let answer = abandoned.is_none().then_some(answer);
        worker::run(pool::Queued { job, deadline }, &mut arena, &env, &count);
        answer.is_some_and(|mut answer| answer.try_recv().is_ok())
    };
    assert!(run(None));
    assert_eq!(count.get(), 1);
    assert!(!run(Some(())));
    clock.advance(Duration::from_secs(2));
    assert!(!run(None));
    assert_eq!(count.get(), 1);
}
