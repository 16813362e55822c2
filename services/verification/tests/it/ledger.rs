use std::time::Duration;

use kabinet_env::Env;
use kabinet_env::manual::ManualClock;
use kabinet_testkit::TestRedis;
use sqlx::PgPool;

use crate::requests::{MOBILE, check, check_refused, sms, started};
use crate::suite::{Suite, Surroundings, eventually, other_than};

/// The longest pause of a job.
const SWEEP_INTERVAL: Duration = Duration::from_hours(1);

async fn state(pool: &PgPool) -> (String, i16) {
    sqlx::query_as("SELECT state, attempts FROM verification.verification")
        .fetch_one(pool)
        .await
        .unwrap()
}

async fn wait_for(pool: &PgPool, wanted: (&str, i16)) {
    eventually(async || {
        let (state, attempts) = state(pool).await;
        ((state.as_str(), attempts) == wanted).then_some(())
    })
    .await;
}

#[tokio::test]
async fn ledger_learns_how_a_verification_ended() {
    let suite = Suite::start().await;
    let pool = suite.around.pool().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    check_refused(&suite.client, check(&handle, &other_than(&code), "a")).await;
    wait_for(&pool, ("PENDING", 0)).await;
    suite
        .client
        .clone()
        .check_code(check(&handle, &code, "a"))
        .await
        .unwrap();
    wait_for(&pool, ("APPROVED", 2)).await;
}

#[tokio::test]
async fn verification_that_nobody_ended_is_settled_and_old_rows_are_swept() {
    let around = Surroundings::new(TestRedis::new().await).await;
    let mut config = around.config();
    config.registration.time_to_live = Duration::from_millis(500);
    let (env, clock) = ManualClock::new(1);
    // Records tell the time of Redis, the ledger's jobs that of this clock.
    clock.advance(Duration::try_from(Env::system().now() - env.now()).unwrap());
    let running = around.serve(config, env).await;
    started(&running.client, sms(MOBILE)).await;
    let pool = around.pool().await;
    wait_for(&pool, ("PENDING", 0)).await;
    clock.advance(Duration::from_hours(366 * 24));
    // A job that was at work when the clock moved comes to its next turn only when it moves again.
    eventually(async || {
        clock.advance(SWEEP_INTERVAL);
        (state(&pool).await.0 == "EXPIRED").then_some(())
    })
    .await;
    eventually(async || {
        clock.advance(SWEEP_INTERVAL);
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM verification.delivery")
            .fetch_one(&pool)
            .await
            .unwrap();
        (left == 0).then_some(())
    })
    .await;
}
