use std::time::Duration;

use kabinet_proof::{Expected, Verifier};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;

use crate::requests::{
    EMAIL, MOBILE, assert_waits, binding, check, check_refused, email, reason, sms, start, switch,
};
use crate::suite::{Client, PATIENCE, Suite, client, code_in};

const ACCOUNT: &str = "acc_0198c2b4-0000-7000-8000-000000000001";

fn ownership() -> pb::Binding {
    pb::Binding {
        purpose: pb::Purpose::Ownership.into(),
        ..binding(ACCOUNT)
    }
}

fn owning(destination: pb::Destination) -> pb::StartVerificationRequest {
    pb::StartVerificationRequest {
        binding: Some(ownership()),
        ..start(ACCOUNT, destination)
    }
}

fn proving(handle: &str, code: &str) -> pb::CheckCodeRequest {
    pb::CheckCodeRequest {
        binding: Some(ownership()),
        ..check(handle, code, "lnk_1")
    }
}

async fn begun(client: &Client, request: pb::StartVerificationRequest) -> pb::Verification {
    let answer = client.clone().start_verification(request).await;
    answer.unwrap().into_inner().verification.unwrap()
}

#[tokio::test]
async fn code_of_eight_digits_proves_ownership_to_the_service_that_asked() {
    let suite = Suite::start().await;
    let subscriptions = client(suite.running.address, "subscriptions");
    let verification = begun(&subscriptions, owning(sms(MOBILE))).await;
    assert_eq!(verification.code_length, 8);
    let text = suite.message(MOBILE, 0).await;
    assert!(text.contains("код для новой услуги"), "{text}");
    let code = code_in(&text);
    assert_eq!(code.len(), 8);

    let refusal = check_refused(&suite.client, proving(&verification.handle, &code)).await;
    assert_eq!(reason(&refusal), Reason::VerificationNotFound);
    let answer = subscriptions
        .clone()
        .check_code(proving(&verification.handle, &code))
        .await;
    let peer = crate::suite::peer(suite.running.address, "subscriptions");
    let verifier = Verifier::new(peer, kabinet_env::Env::system());
    let expected = Expected {
        audience: "subscriptions",
        purpose: "OWNERSHIP",
        subject: ACCOUNT,
        payload_digest: [7; 32],
    };
    let proof = answer.unwrap().into_inner().proof;
    assert!(verifier.verify(&proof, expected).await.is_ok());
}

#[tokio::test]
async fn code_of_one_purpose_is_wrong_for_the_other() {
    let suite = Suite::start().await;
    let subscriptions = client(suite.running.address, "subscriptions");
    let handle = begun(&subscriptions, owning(sms(MOBILE))).await.handle;
    let code = suite.code(MOBILE).await;
    let other = pb::CheckCodeRequest {
        binding: Some(binding(ACCOUNT)),
        ..proving(&handle, &code)
    };
    let refusal = check_refused(&subscriptions, other).await;
    assert_eq!(reason(&refusal), Reason::CodeWrong);
}

#[tokio::test]
async fn both_channels_prove_ownership_with_the_words_for_it() {
    let suite = Suite::start().await;
    let mut subscriptions = client(suite.running.address, "subscriptions");
    let handle = begun(&subscriptions, owning(sms(MOBILE))).await.handle;
    let other = pb::SwitchChannelRequest {
        binding: Some(ownership()),
        ..switch(&handle, email(EMAIL))
    };
    subscriptions.switch_channel(other).await.unwrap();
    let message = suite.around.messages.wait_for(EMAIL, None, PATIENCE).await;
    let content = &message.unwrap().content;
    let subject = content.subject.as_deref();
    assert_eq!(subject, Some("Kabinet: код для добавления услуги"));
    let code = code_in(&content.text);
    assert_eq!(code.len(), 8);
    assert!(
        subscriptions
            .check_code(proving(&handle, &code))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn account_proves_more_often_than_a_registration_and_not_for_ever() {
    let suite = Suite::with(|config| config.ownership.subject.per_hour = 6).await;
    let subscriptions = client(suite.running.address, "subscriptions");
    for number in 0..6 {
        begun(&subscriptions, owning(sms(&format!("+7900000002{number}")))).await;
    }
    let refusal = subscriptions
        .clone()
        .start_verification(owning(sms("+79000000029")))
        .await
        .unwrap_err();
    assert_waits(&refusal, Reason::RateLimited);
}

#[tokio::test]
async fn numbers_of_the_purposes_are_configured_apart() {
    let suite = Suite::with(|config| {
        config.ownership.attempts = 2;
        config.ownership.time_to_live = Duration::from_mins(5);
    })
    .await;
    let subscriptions = client(suite.running.address, "subscriptions");
    let owning = begun(&subscriptions, owning(sms(MOBILE))).await;
    let registering = begun(&suite.client, start(ACCOUNT, email(EMAIL))).await;
    assert_eq!((owning.attempts_left, registering.attempts_left), (2, 5));
    // The first wait is the same, so that the rest of the life tells of all of it.
    let rest = |verification: &pb::Verification| {
        verification.expire_time.unwrap().seconds - verification.resend_time.unwrap().seconds
    };
    assert_eq!(rest(&registering) - rest(&owning), 300);
}
