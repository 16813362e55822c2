use std::collections::HashSet;

use futures::future::join_all;
use kabinet_env::Env;
use kabinet_proof::{Claims, Expected, InvalidProof, Verifier};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;
use kabinet_status::read;

use crate::requests::{
    EMAIL, MOBILE, SUBJECT, binding, check, check_refused, email, reason, sms, started,
};
use crate::suite::{Suite, other_than, peer};

const CALLS: usize = 200;
const EXPECTED: Expected<'static> = Expected {
    audience: "identity",
    purpose: "REGISTRATION",
    subject: SUBJECT,
    payload_digest: [7; 32],
};

fn verifier(suite: &Suite) -> Verifier {
    Verifier::new(peer(suite.running.address, "identity"), Env::system())
}

/// Accepts a proof as identity does.
pub(crate) async fn claims(suite: &Suite, proof: &str) -> Claims {
    verifier(suite).verify(proof, EXPECTED).await.unwrap()
}

#[tokio::test]
async fn of_many_right_codes_at_once_exactly_one_approves() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let answers = join_all((0..CALLS).map(|number| {
        let mut client = suite.client.clone();
        let request = check(&handle, &code, &format!("operation-{number}"));
        async move { client.check_code(request).await }
    }))
    .await;
    let (approved, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(approved.len(), 1);
    for refusal in refused {
        assert_eq!(reason(&refusal.unwrap_err()), Reason::CodeUsed);
    }
}

#[tokio::test]
async fn of_many_wrong_codes_at_once_exactly_five_are_compared() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let wrong = other_than(&code);
    let refusals = join_all(
        (0..CALLS).map(|_| check_refused(&suite.client, check(&handle, &wrong, "operation"))),
    )
    .await;
    let compared: Vec<_> = refusals
        .iter()
        .filter(|refusal| reason(refusal) == Reason::CodeWrong)
        .map(|refusal| read::metadata(refusal, "attempts_left").unwrap())
        .collect();
    let distinct: HashSet<_> = compared.iter().map(String::as_str).collect();
    assert_eq!(compared.len(), 5);
    assert_eq!(distinct, HashSet::from(["4", "3", "2", "1", "0"]));
    let exhausted = refusals
        .iter()
        .filter(|refusal| reason(refusal) == Reason::CodeExhausted);
    assert_eq!(exhausted.count(), CALLS - 5);

    let right = check_refused(&suite.client, check(&handle, &code, "operation")).await;
    assert_eq!(reason(&right), Reason::CodeExhausted);
    suite.state(&handle, pb::VerificationState::Exhausted).await;
}

#[tokio::test]
async fn same_key_gets_the_same_proof_and_another_key_none() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let mut client = suite.client.clone();
    let first = client.check_code(check(&handle, &code, "a")).await.unwrap();
    let again = client.check_code(check(&handle, &code, "a")).await.unwrap();
    let first = claims(&suite, &first.into_inner().proof).await;
    assert_eq!(first, claims(&suite, &again.into_inner().proof).await);
    for (code, key) in [(code.clone(), "b"), (other_than(&code), "a")] {
        let refusal = check_refused(&client, check(&handle, &code, key)).await;
        assert_eq!(reason(&refusal), Reason::CodeUsed);
    }
}

#[tokio::test]
async fn proof_is_verified_offline_for_its_own_operation_only() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    let code = suite.code(EMAIL).await;
    assert_eq!(code.len(), 8);
    let answer = suite
        .client
        .clone()
        .check_code(check(&handle, &code, "a"))
        .await;
    let proof = answer.unwrap().into_inner().proof;

    let claims = claims(&suite, &proof).await;
    let contact = kabinet_domain::EmailAddress::parse(EMAIL).unwrap().into();
    let hash = kabinet_proof::destination_hash(claims.verification_id, &contact);
    assert_eq!(claims.destination_hash, hash);
    assert_eq!(claims.channel, kabinet_domain::Channel::Email);

    let other = Expected {
        audience: "profile",
        ..EXPECTED
    };
    assert!(matches!(
        verifier(&suite).verify(&proof, other).await,
        Err(kabinet_proof::Error::Invalid(InvalidProof::OtherOperation))
    ));
}

#[tokio::test]
async fn wrong_binding_looks_like_a_wrong_code_and_costs_an_attempt() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let wrong = [
        check(&handle, &other_than(&code), "a"),
        with_binding(&handle, &code, |binding| binding.subject.push('1')),
        with_binding(&handle, &code, |binding| binding.payload_digest[0] ^= 1),
        with_binding(&handle, &code, |binding| binding.check_secret[0] ^= 1),
    ];
    for (left, request) in ["4", "3", "2", "1"].into_iter().zip(wrong) {
        let refusal = check_refused(&suite.client, request).await;
        assert_eq!(reason(&refusal), Reason::CodeWrong);
        assert_eq!(refusal.code(), tonic::Code::InvalidArgument);
        assert_eq!(refusal.message(), "the code is wrong");
        assert_eq!(
            read::metadata(&refusal, "attempts_left").as_deref(),
            Some(left)
        );
    }
    let right = suite
        .client
        .clone()
        .check_code(check(&handle, &code, "a"))
        .await;
    assert!(right.is_ok());
}

fn with_binding(handle: &str, code: &str, change: fn(&mut pb::Binding)) -> pb::CheckCodeRequest {
    let mut changed = binding(SUBJECT);
    change(&mut changed);
    pb::CheckCodeRequest {
        binding: Some(changed),
        ..check(handle, code, "a")
    }
}

#[tokio::test]
async fn code_is_read_as_people_type_it_and_other_characters_cost_an_attempt() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    for text in ["abcdef", "------", "１２３４５６"] {
        let refusal = check_refused(&suite.client, check(&handle, text, "a")).await;
        assert_eq!(reason(&refusal), Reason::CodeWrong, "{text}");
    }
    let spaced = format!(" {}-{} ", &code[..3], &code[3..]);
    let answer = suite
        .client
        .clone()
        .check_code(check(&handle, &spaced, "a"))
        .await;
    assert!(answer.is_ok());
}

#[tokio::test]
async fn handle_that_was_never_given_out_is_not_found() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let mut mangled = handle.clone();
    mangled.replace_range(10..11, if &handle[10..11] == "A" { "B" } else { "A" });
    for handle in [mangled.as_str(), "not-a-handle"] {
        let refusal = check_refused(&suite.client, check(handle, &code, "a")).await;
        assert_eq!(reason(&refusal), Reason::VerificationNotFound);
        let request = pb::GetVerificationRequest {
            handle: handle.to_owned(),
        };
        let mut client = suite.client.clone();
        let refusal = client.get_verification(request).await.unwrap_err();
        assert_eq!(reason(&refusal), Reason::VerificationNotFound);
    }
    let verification = suite.get(&handle).await.verification.unwrap();
    assert_eq!(verification.attempts_left, 5);
}
