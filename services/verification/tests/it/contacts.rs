use kabinet_proof::{Expected, Verifier};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;

use crate::requests::{
    EMAIL, MOBILE, assert_waits, binding, check, check_refused, email, reason, sms, start, switch,
};
use crate::suite::{Client, Suite, client, code_in};

const ACCOUNT: &str = "acc_0198c2b4-0000-7000-8000-000000000002";

fn bound(purpose: pb::Purpose) -> pb::Binding {
    pb::Binding {
        purpose: purpose.into(),
        ..binding(ACCOUNT)
    }
}

fn starting(purpose: pb::Purpose, destination: pb::Destination) -> pb::StartVerificationRequest {
    pb::StartVerificationRequest {
        binding: Some(bound(purpose)),
        ..start(ACCOUNT, destination)
    }
}

fn checking(purpose: pb::Purpose, handle: &str, code: &str) -> pb::CheckCodeRequest {
    pb::CheckCodeRequest {
        binding: Some(bound(purpose)),
        ..check(handle, code, "rcv_1")
    }
}

async fn begun(client: &Client, request: pb::StartVerificationRequest) -> pb::Verification {
    let answer = client.clone().start_verification(request).await;
    answer.unwrap().into_inner().verification.unwrap()
}

#[tokio::test]
async fn code_confirms_a_contact_to_profile_alone() {
    let suite = Suite::start().await;
    let profile = client(suite.running.address, "profile");
    let request = starting(pb::Purpose::Contact, sms(MOBILE));
    let verification = begun(&profile, request).await;
    assert_eq!(verification.code_length, 6);
    let text = suite.message(MOBILE, 0).await;
    assert!(text.contains("код для номера"), "{text}");
    let code = code_in(&text);

    for stranger in ["identity", "subscriptions"] {
        let stranger = client(suite.running.address, stranger);
        let checked = checking(pb::Purpose::Contact, &verification.handle, &code);
        let refusal = check_refused(&stranger, checked).await;
        assert_eq!(reason(&refusal), Reason::VerificationNotFound);
    }
    let answer = profile
        .clone()
        .check_code(checking(pb::Purpose::Contact, &verification.handle, &code))
        .await;
    let peer = crate::suite::peer(suite.running.address, "profile");
    let verifier = Verifier::new(peer, kabinet_env::Env::system());
    let expected = Expected {
        audience: "profile",
        purpose: "CONTACT",
        subject: ACCOUNT,
        payload_digest: [7; 32],
    };
    let proof = answer.unwrap().into_inner().proof;
    assert!(verifier.verify(&proof, expected).await.is_ok());
}

#[tokio::test]
async fn profile_sees_no_verification_of_identity() {
    let suite = Suite::start().await;
    let mut profile = client(suite.running.address, "profile");
    let request = starting(pb::Purpose::Recovery, sms(MOBILE));
    let handle = begun(&suite.client, request).await.handle;
    let code = suite.code(MOBILE).await;
    let checked = checking(pb::Purpose::Recovery, &handle, &code);
    let refusal = check_refused(&profile, checked.clone()).await;
    assert_eq!(reason(&refusal), Reason::VerificationNotFound);
    let request = pb::GetVerificationRequest {
        handle: handle.clone(),
    };
    let refusal = profile.get_verification(request).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::VerificationNotFound);
    let canceled = crate::requests::cancel(&handle);
    let refusal = profile.cancel_verification(canceled).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::VerificationNotFound);
    assert!(suite.client.clone().check_code(checked).await.is_ok());
}

#[tokio::test]
async fn recovery_has_eight_digits_and_its_own_words_by_both_channels() {
    let suite = Suite::start().await;
    let request = starting(pb::Purpose::Recovery, sms(MOBILE));
    let verification = begun(&suite.client, request).await;
    assert_eq!(verification.code_length, 8);
    let text = suite.message(MOBILE, 0).await;
    assert!(text.contains("сброс пароля"), "{text}");
    assert_eq!(code_in(&text).len(), 8);
    let other = pb::SwitchChannelRequest {
        binding: Some(bound(pb::Purpose::Recovery)),
        ..switch(&verification.handle, email(EMAIL))
    };
    suite.client.clone().switch_channel(other).await.unwrap();
    let text = suite.message(EMAIL, 0).await;
    assert!(text.contains("никому не сообщайте код"), "{text}");
    assert_eq!(code_in(&text).len(), 8);
}

#[tokio::test]
async fn contact_has_eight_digits_by_mail() {
    let suite = Suite::start().await;
    let profile = client(suite.running.address, "profile");
    let request = starting(pb::Purpose::Contact, email(EMAIL));
    assert_eq!(begun(&profile, request).await.code_length, 8);
    assert_eq!(suite.code(EMAIL).await.len(), 8);
}

#[tokio::test]
async fn account_recovers_and_confirms_ten_times_an_hour() {
    let suite = Suite::start().await;
    let profile = client(suite.running.address, "profile");
    for (place, (purpose, starter)) in [
        (pb::Purpose::Recovery, &suite.client),
        (pb::Purpose::Contact, &profile),
    ]
    .into_iter()
    .enumerate()
    {
        let to = |number| sms(&format!("+790000{place}10{number:02}"));
        let from = |number: u8, destination| pb::StartVerificationRequest {
            client: Some(kabinet_proto::types::v1::ClientContext {
                network_address: format!("192.0.{place}.{number}"),
                ..crate::requests::language("en")
            }),
            ..starting(purpose, destination)
        };
        for number in 0..10 {
            begun(starter, from(number, to(number))).await;
        }
        let refusal = starter.clone().start_verification(from(10, to(10))).await;
        assert_waits(&refusal.unwrap_err(), Reason::RateLimited);
    }
}
