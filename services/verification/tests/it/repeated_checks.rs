use kabinet_env::Env;
use kabinet_proto::errors::v1::Reason;
use time::Duration;

use crate::checking::claims;
use crate::requests::{MOBILE, check, check_refused, reason, sms, started};
use crate::suite::{Suite, other_than};

#[tokio::test]
async fn repeat_long_after_the_approval_gets_a_proof_that_lives() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let mut client = suite.client.clone();
    let first = client.check_code(check(&handle, &code, "a")).await.unwrap();
    let first = claims(&suite, &first.into_inner().proof).await;

    let earlier = Env::system().now() - Duration::minutes(9);
    let milliseconds = earlier.unix_timestamp() * 1_000;
    suite
        .change_record("approved", &milliseconds.to_string())
        .await;
    let again = client.check_code(check(&handle, &code, "a")).await.unwrap();
    let again = claims(&suite, &again.into_inner().proof).await;
    assert_eq!(again.verification_id, first.verification_id);
    assert_eq!(
        again.approve_time.unix_timestamp(),
        earlier.unix_timestamp()
    );
}

#[tokio::test]
async fn approval_is_not_guessed_by_repeating_it() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let mut client = suite.client.clone();
    client.check_code(check(&handle, &code, "a")).await.unwrap();
    for _ in 0..3 {
        let refusal = check_refused(&client, check(&handle, &other_than(&code), "a")).await;
        assert_eq!(reason(&refusal), Reason::CodeUsed);
        assert!(client.check_code(check(&handle, &code, "a")).await.is_ok());
    }
    check_refused(&client, check(&handle, &other_than(&code), "a")).await;
    // Five codes were compared: the right one and four that were wrong.
    let refusal = check_refused(&client, check(&handle, &code, "a")).await;
    assert_eq!(reason(&refusal), Reason::CodeUsed);
}

#[tokio::test]
async fn attempts_of_a_stricter_policy_are_not_exceeded() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    suite.change_record("attempts", "5").await;
    let refusal = check_refused(&suite.client, check(&handle, &code, "a")).await;
    assert_eq!(reason(&refusal), Reason::CodeExhausted);
}
