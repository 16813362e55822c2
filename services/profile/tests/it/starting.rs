//! `StartConfirmation`: where codes go, and how often.

use std::time::Duration;

use futures::future::join_all;
use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::StartConfirmationRequest,
    timestamp,
    types::v1::{
        Channel, ClientContext,
        ContactKind::{Email, Mobile},
    },
};
use kabinet_status::Refusal;

use crate::harness::{By, CodeCall, EMAIL, PATIENCE, Profile, Reading, confirm, refused, start};

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn code_goes_to_the_contact_that_was_never_confirmed() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let code = profile.start_confirmation(account_id, Email).await;
    assert_eq!(code.channel(), Channel::Email);
    assert_eq!(code.code_length, 6);
    let now = profile.env.now();
    assert_eq!(code.resend_time, Some(timestamp::write(now + MINUTE)));
    assert_eq!(code.expire_time, Some(timestamp::write(now + 10 * MINUTE)));
    assert_eq!(profile.codes.sent(), [EMAIL]);
}

#[tokio::test]
async fn code_goes_to_the_replacement_and_not_to_what_stands() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.replace(account_id, Mobile, "+79000000046").await;
    let code = profile.start_confirmation(account_id, Mobile).await;
    assert_eq!(code.channel(), Channel::Sms);
    assert_eq!(profile.codes.sent(), ["+79000000046"]);
}

#[tokio::test]
async fn verification_learns_the_device_but_not_its_token() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let client = ClientContext {
        network_address: "192.0.2.1".to_owned(),
        device_token: "kdt_secret".to_owned(),
        user_agent: "test".to_owned(),
        language: "pl".to_owned(),
    };
    let request = StartConfirmationRequest {
        client: Some(client.clone()),
        ..start(&profile, Email)
    };
    profile.try_start(account_id, request).await.unwrap();
    let told = profile.codes.starts()[0].client.clone().unwrap();
    let expected = ClientContext {
        device_token: String::new(),
        ..client
    };
    assert_eq!(told, expected);
}

#[tokio::test]
async fn what_is_confirmed_waits_for_no_code() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let answer = profile.try_start(account_id, start(&profile, Mobile)).await;
    refused(answer, Reason::NothingToConfirm);
    assert_eq!(profile.codes.sent(), [""; 0]);
    let nobody = AccountId::new(&profile.env);
    let answer = profile.try_start(nobody, start(&profile, Mobile)).await;
    refused(answer, Reason::ProfileNotFound);
}

#[tokio::test]
async fn repeat_answers_the_same_and_sends_nothing() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let request = start(&profile, Email);
    let first = profile.try_start(account_id, request.clone()).await;
    profile.clock.advance(2 * MINUTE);
    let again = profile.try_start(account_id, request.clone()).await;
    assert_eq!(first.unwrap().into_inner(), again.unwrap().into_inner());
    assert_eq!(profile.codes.sent(), [EMAIL]);
    let other = StartConfirmationRequest {
        kind: Mobile.into(),
        ..request
    };
    let answer = profile.try_start(account_id, other).await;
    refused(answer, Reason::RequestIdReused);
}

#[tokio::test]
async fn same_code_is_sent_again_when_its_rest_is_over() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.start_confirmation(account_id, Email).await;
    let answer = profile.try_start(account_id, start(&profile, Email)).await;
    refused(answer, Reason::ResendTooSoon);
    profile.clock.advance(MINUTE);
    profile.start_confirmation(account_id, Email).await;
    assert_eq!(profile.codes.sent(), [EMAIL, EMAIL]);
    assert_eq!(profile.codes.starts().len(), 1);
    profile.confirm(account_id, Email).await;
}

#[tokio::test]
async fn another_code_follows_one_that_is_past_use() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.start_confirmation(account_id, Email).await;
    profile.clock.advance(10 * MINUTE);
    profile.start_confirmation(account_id, Email).await;
    profile.codes.forgets();
    profile.start_confirmation(account_id, Email).await;
    for reason in [Reason::VerificationEnded, Reason::CodeExhausted] {
        let over = Refusal::failed_precondition(reason, "over");
        profile.codes.fails(CodeCall::Resend, By::Refusing(over));
        profile.start_confirmation(account_id, Email).await;
    }
    let starts = profile.codes.starts();
    let secrets: Vec<_> = starts
        .iter()
        .map(|start| start.binding.clone().unwrap().check_secret)
        .collect();
    assert_eq!(secrets.len(), 5);
    for (index, secret) in secrets.iter().enumerate() {
        assert!(!secrets[..index].contains(secret));
    }
    profile.confirm(account_id, Email).await;
}

#[tokio::test]
async fn code_whose_answer_was_lost_is_not_sent_twice() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.codes.fails(CodeCall::Start, By::LosingAnswers);
    let answer = profile.try_start(account_id, start(&profile, Email)).await;
    refused(answer, Reason::TemporarilyUnavailable);
    profile.codes.recovers();
    profile.start_confirmation(account_id, Email).await;
    assert_eq!(profile.codes.sent(), [EMAIL]);
    profile.confirm(account_id, Email).await;
}

#[tokio::test]
async fn simultaneous_calls_begin_one_change_and_send_one_code() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let calls = (0..5).map(|_| profile.try_start(account_id, start(&profile, Email)));
    let answers = profile.overlapping(join_all(calls)).await;
    for answer in answers {
        if let Err(status) = answer {
            let reason = kabinet_status::read::reason(&status);
            assert_eq!(reason, Some(Reason::ResendTooSoon));
        }
    }
    assert_eq!(profile.count("contact_change").await, 1);
    assert_eq!(profile.codes.sent(), [EMAIL]);
    profile.confirm(account_id, Email).await;
}

#[tokio::test]
async fn refusals_of_verification_are_told() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for reason in [
        Reason::RateLimited,
        Reason::ResendTooSoon,
        Reason::ResendTooLate,
        Reason::SendsSpent,
        Reason::CodeLocked,
        Reason::DestinationUnacceptable,
        Reason::RequestIdReused,
    ] {
        let refusal = kabinet_testkit::refusal(reason).retry_after(MINUTE);
        profile.codes.fails(CodeCall::Start, By::Refusing(refusal));
        let answer = profile.try_start(account_id, start(&profile, Email)).await;
        refused(answer, reason);
    }
    let defect = Refusal::invalid_argument(Reason::InvalidRequest, "a defect");
    for (by, reason) in [
        (By::Refusing(defect), Reason::Internal),
        (By::Silence, Reason::TemporarilyUnavailable),
    ] {
        profile.codes.fails(CodeCall::Start, by);
        let answer = profile.try_start(account_id, start(&profile, Email)).await;
        refused(answer, reason);
    }
}

#[tokio::test]
async fn code_of_a_value_that_was_replaced_on_its_way_is_void() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.replace(account_id, Mobile, "+79000000046").await;
    let mut holding = profile.pool.begin().await.unwrap();
    let superseded = "UPDATE profile.contact_change
         SET
             state = 'SUPERSEDED',
             value = NULL,
             value_index = NULL,
             before_value = NULL,
             before_value_index = NULL,
             end_time = create_time";
    sqlx::query(superseded)
        .execute(&mut *holding)
        .await
        .unwrap();
    let request = start(&profile, Mobile);
    let release = async {
        while profile.codes.sent().is_empty() {
            tokio::task::yield_now().await;
        }
        holding.commit().await.unwrap();
    };
    let both = async { tokio::join!(profile.try_start(account_id, request.clone()), release) };
    let (answer, ()) = tokio::time::timeout(PATIENCE, both).await.unwrap();
    refused(answer, Reason::NothingToConfirm);
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Mobile))
        .await;
    refused(answer, Reason::NothingToConfirm);
}

#[tokio::test]
async fn contact_that_a_code_goes_to_is_noted() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.clock.advance(Duration::from_secs(1));
    profile.start_confirmation(account_id, Email).await;
    assert_eq!(
        profile.readings_of_account(account_id).await[1..],
        [Reading::new("gateway/web", "CONTACT_CHANGE", &["email"])]
    );
}
