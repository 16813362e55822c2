use std::time::Duration;

use kabinet_env::Env;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1::VerificationState;
use kabinet_status::read;

use crate::requests::{
    EMAIL, MOBILE, cancel, check, check_refused, email, reason, resend, sms, started, switch,
};
use crate::suite::Suite;

#[tokio::test]
async fn expired_code_is_refused_and_not_sent_again() {
    let suite = Suite::with(|config| config.registration.resend_floor = Duration::ZERO).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let milliseconds = Env::system().now().unix_timestamp() * 1_000;
    suite
        .change_record("expire", &milliseconds.to_string())
        .await;
    suite.state(&handle, VerificationState::Expired).await;
    let refusal = check_refused(&suite.client, check(&handle, &code, "a")).await;
    assert_eq!(reason(&refusal), Reason::CodeExpired);
    let mut client = suite.client.clone();
    let refusal = client.resend_code(resend(&handle)).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::CodeExpired);
    let shown = suite.get(&handle).await.verification.unwrap();
    assert_eq!(shown.resend_time, None);
}

#[tokio::test]
async fn record_whose_tombstone_is_gone_is_not_found() {
    let suite = Suite::with(|config| {
        config.registration.time_to_live = Duration::from_millis(300);
        config.registration.tombstone = Duration::from_millis(1);
    })
    .await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    crate::suite::eventually(async || {
        let refusal = suite
            .client
            .clone()
            .check_code(check(&handle, "000000", "a"))
            .await
            .err()?;
        (reason(&refusal) == Reason::VerificationNotFound).then_some(())
    })
    .await;
}

#[tokio::test]
async fn cancelled_verification_has_ended_for_everything() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let mut client = suite.client.clone();
    for _ in 0..2 {
        client.cancel_verification(cancel(&handle)).await.unwrap();
    }
    let refusals = [
        check_refused(&client, check(&handle, &code, "a")).await,
        client.resend_code(resend(&handle)).await.unwrap_err(),
        client
            .switch_channel(switch(&handle, email(EMAIL)))
            .await
            .unwrap_err(),
    ];
    for refusal in refusals {
        assert_eq!(reason(&refusal), Reason::VerificationEnded);
        assert_eq!(
            read::metadata(&refusal, "state").as_deref(),
            Some("CANCELED")
        );
    }
    let missing = client
        .cancel_verification(cancel("nothing"))
        .await
        .unwrap_err();
    assert_eq!(reason(&missing), Reason::VerificationNotFound);
}
