use kabinet_proto::errors::v1::Reason;
use kabinet_testkit::TestRedis;
use tonic_health::pb::health_check_response::ServingStatus;

use crate::requests::{
    EMAIL, MOBILE, SUBJECT, assert_waits, check, check_refused, email, reason, refused, sms, start,
    started,
};
use crate::suite::{Suite, Surroundings, eventually, other_than};

#[tokio::test]
async fn after_a_flush_nothing_is_approved_and_the_person_can_start_again() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    suite.around.redis.empty().await;
    let refusal = check_refused(&suite.client, check(&handle, &code, "a")).await;
    assert_eq!(reason(&refusal), Reason::VerificationNotFound);

    let again = started(&suite.client, email(EMAIL)).await.handle;
    let code = suite.code(EMAIL).await;
    assert!(
        suite
            .client
            .clone()
            .check_code(check(&again, &code, "a"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn after_a_flush_messages_and_failed_guesses_are_still_counted() {
    let suite = Suite::with(|config| config.registration.failures_per_day = 3).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    for _ in 0..2 {
        check_refused(&suite.client, check(&handle, &other_than(&code), "a")).await;
    }
    let pool = suite.around.pool().await;
    eventually(async || {
        let written: i64 = sqlx::query_scalar("SELECT count(*) FROM verification.failed_guess")
            .fetch_one(&pool)
            .await
            .unwrap();
        (written == 2).then_some(())
    })
    .await;
    suite.around.redis.empty().await;

    let refusal = refused(&suite.client, start(SUBJECT, sms(MOBILE))).await;
    assert_waits(&refusal, Reason::ResendTooSoon);
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    let code = suite.code(EMAIL).await;
    let third = check_refused(&suite.client, check(&handle, &other_than(&code), "a")).await;
    assert_eq!(reason(&third), Reason::CodeWrong);
    let refusal = check_refused(&suite.client, check(&handle, &code, "a")).await;
    assert_waits(&refusal, Reason::CodeLocked);
}

#[tokio::test]
async fn functions_that_were_flushed_are_loaded_again() {
    let around = Surroundings::new(TestRedis::exclusive().await).await;
    let suite = Suite::around(around, |_| ()).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let mut redis = suite.around.redis.connection().await;
    redis::cmd("FUNCTION")
        .arg("FLUSH")
        .query_async::<()>(&mut redis)
        .await
        .unwrap();
    assert!(
        suite
            .client
            .clone()
            .check_code(check(&handle, &code, "a"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn functions_of_another_version_are_left_alone() {
    let around = Surroundings::new(TestRedis::exclusive().await).await;
    let mut redis = around.redis.connection().await;
    let other = "#!lua name=kabinet_codes_v1
        redis.register_function('otp_put_v1', function() return { 'OTHER' } end)";
    redis::cmd("FUNCTION")
        .arg("LOAD")
        .arg(other)
        .query_async::<()>(&mut redis)
        .await
        .unwrap();
    let suite = Suite::around(around, |_| ()).await;
    started(&suite.client, sms(MOBILE)).await;
}

#[tokio::test]
async fn connection_that_redis_closed_is_replaced() {
    let around = Surroundings::new(TestRedis::exclusive().await).await;
    let suite = Suite::around(around, |_| ()).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    redis::cmd("CLIENT")
        .arg("KILL")
        .arg("TYPE")
        .arg("normal")
        .query_async::<()>(&mut suite.around.redis.connection().await)
        .await
        .unwrap();
    eventually(async || {
        let request = check(&handle, &code, "a");
        suite.client.clone().check_code(request).await.ok()
    })
    .await;
}

#[tokio::test]
async fn without_redis_everything_is_refused_for_now() {
    let around = Surroundings::new(TestRedis::exclusive().await).await;
    let mut suite = Suite::around(around, |_| ()).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    suite.around.redis.stop().await;
    let refusal = refused(&suite.client, start(SUBJECT, email(EMAIL))).await;
    assert_waits(&refusal, Reason::TemporarilyUnavailable);
    let refusal = check_refused(&suite.client, check(&handle, "000000", "a")).await;
    assert_waits(&refusal, Reason::TemporarilyUnavailable);
}

#[tokio::test]
async fn with_memory_full_codes_are_checked_and_none_is_issued() {
    let around = Surroundings::new(TestRedis::exclusive().await).await;
    let suite = Suite::around(around, |_| ()).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    configure(&suite, "maxmemory", "1").await;
    let refusal = refused(&suite.client, start(SUBJECT, email(EMAIL))).await;
    assert_waits(&refusal, Reason::TemporarilyUnavailable);
    assert!(
        suite
            .client
            .clone()
            .check_code(check(&handle, &code, "a"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn service_is_not_ready_while_redis_may_evict() {
    let around = Surroundings::new(TestRedis::exclusive().await).await;
    let logged = kabinet_testkit::Capture::install();
    let mut redis = around.redis.connection().await;
    set(&mut redis, "maxmemory-policy", "allkeys-lru").await;
    let suite = Suite::around(around, |_| ()).await;
    let status = async || suite.running.status().await;
    assert_eq!(eventually(&status).await, ServingStatus::NotServing);
    eventually(async || {
        let lines = logged.lines_with("allkeys-lru");
        (!lines.is_empty()).then_some(())
    })
    .await;
    set(&mut redis, "maxmemory-policy", "noeviction").await;
    eventually(async || (status().await? == ServingStatus::Serving).then_some(())).await;
}

async fn configure(suite: &Suite, name: &str, value: &str) {
    set(&mut suite.around.redis.connection().await, name, value).await;
}

async fn set(redis: &mut redis::aio::MultiplexedConnection, name: &str, value: &str) {
    redis::cmd("CONFIG")
        .arg("SET")
        .arg(name)
        .arg(value)
        .query_async::<()>(redis)
        .await
        .unwrap();
}
