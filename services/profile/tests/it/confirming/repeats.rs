//! However often a right code is given, it has one effect.

use std::time::Duration;

use futures::future::join_all;
use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::ConfirmContactPointRequest,
    types::v1::ContactKind::{Email, Mobile},
};

use crate::{
    confirming::contacts_changed,
    harness::{By, CodeCall, Profile, confirm, refused, replace},
};

impl Profile {
    async fn one_effect(&self, account_id: AccountId) {
        assert_eq!(self.facts().await, [contacts_changed(account_id, 2)]);
        assert_eq!(self.inbox(account_id).await.len(), 1);
        assert_eq!(self.count("consumed_proof").await, 1);
    }
}

#[tokio::test]
async fn repeat_with_the_same_or_another_request_id_gets_the_same_answer() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.start_confirmation(account_id, Email).await;
    let request = confirm(&profile, Email);
    let first = profile.try_confirm(account_id, request.clone()).await;
    let first = first.unwrap().into_inner();
    profile.clock.advance(Duration::from_mins(1));
    let again = profile.try_confirm(account_id, request.clone()).await;
    assert_eq!(again.unwrap().into_inner(), first);
    let other = profile
        .try_confirm(account_id, confirm(&profile, Email))
        .await;
    assert_eq!(other.unwrap().into_inner(), first);
    profile.one_effect(account_id).await;
    let other = ConfirmContactPointRequest {
        kind: Mobile.into(),
        ..request
    };
    let answer = profile.try_confirm(account_id, other).await;
    refused(answer, Reason::RequestIdReused);
}

#[tokio::test]
async fn code_of_a_change_that_was_confirmed_long_ago_is_for_nothing() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.prove(account_id, Email).await;
    for reason in [
        Reason::CodeExpired,
        Reason::CodeUsed,
        Reason::VerificationEnded,
        Reason::VerificationNotFound,
    ] {
        let refusal = kabinet_testkit::refusal(reason);
        profile.codes.fails(CodeCall::Check, By::Refusing(refusal));
        let answer = profile
            .try_confirm(account_id, confirm(&profile, Email))
            .await;
        refused(answer, Reason::NothingToConfirm);
    }
}

#[tokio::test]
async fn lost_answer_of_verification_is_asked_for_again() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.start_confirmation(account_id, Email).await;
    profile.codes.fails(CodeCall::Check, By::LosingAnswers);
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Email))
        .await;
    refused(answer, Reason::TemporarilyUnavailable);
    profile.codes.recovers();
    profile.confirm(account_id, Email).await;
    profile.one_effect(account_id).await;
}

#[tokio::test]
async fn simultaneous_confirmations_have_one_effect() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.start_confirmation(account_id, Email).await;
    let calls = (0..5).map(|_| profile.confirm(account_id, Email));
    let answers = profile.overlapping(join_all(calls)).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    profile.one_effect(account_id).await;
}

#[tokio::test]
async fn replacement_that_meets_the_confirmation_of_an_earlier_one_leaves_one_of_both() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.replace(account_id, Mobile, "+79000000046").await;
    profile.start_confirmation(account_id, Mobile).await;
    let request = replace(&profile, Mobile, "+79000000047");
    let calls = async {
        tokio::join!(
            profile.try_confirm(account_id, confirm(&profile, Mobile)),
            profile.try_replace(account_id, request),
        )
    };
    let (confirmed, replaced) = profile.overlapping(Box::pin(calls)).await;
    replaced.unwrap();
    let shown = profile.contact_point(account_id, Mobile).await;
    let waiting = shown.replacement.unwrap().masked_value;
    assert_eq!(waiting, "+7 *** ***-**-47");
    match confirmed {
        Ok(_) => assert_eq!(shown.masked_value, "+7 *** ***-**-46"),
        Err(status) => {
            assert_eq!(shown.masked_value, "+7 *** ***-**-45");
            refused::<()>(Err(status), Reason::NothingToConfirm);
        }
    }
    let shown = profile.prove(account_id, Mobile).await;
    assert_eq!(shown.masked_value, "+7 *** ***-**-47");
}
