use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{ConfirmContactPointRequest, ContactPointState},
    types::v1::ContactKind::{Email, Mobile},
};
use kabinet_status::read;

use crate::harness::{By, CodeCall, Forgery, Profile, confirm, refused};

fn wrong(profile: &Profile) -> ConfirmContactPointRequest {
    ConfirmContactPointRequest {
        code: "000000".to_owned(),
        ..confirm(profile, Email)
    }
}

impl Profile {
    /// An account whose e-mail address has a code out.
    async fn with_code(&self) -> AccountId {
        let (_, account_id) = self.activated().await;
        self.start_confirmation(account_id, Email).await;
        account_id
    }

    async fn nothing_is_confirmed(&self, account_id: AccountId) {
        let shown = self.contact_point(account_id, Email).await;
        assert_eq!(shown.state(), ContactPointState::Unconfirmed);
        assert_eq!(self.count("consumed_proof").await, 0);
        assert_eq!(self.inbox(account_id).await, []);
    }
}

#[tokio::test]
async fn wrong_code_costs_an_attempt_until_none_is_left() {
    let profile = Profile::start().await;
    let account_id = profile.with_code().await;
    for left in ["4", "3", "2", "1", "0"] {
        let answer = profile.try_confirm(account_id, wrong(&profile)).await;
        let status = refused(answer, Reason::CodeWrong);
        let attempts_left = read::metadata(&status, "attempts_left");
        assert_eq!(attempts_left.as_deref(), Some(left));
    }
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Email))
        .await;
    refused(answer, Reason::CodeExhausted);
    profile.nothing_is_confirmed(account_id).await;
}

#[tokio::test]
async fn code_ends_with_its_time() {
    let profile = Profile::start().await;
    let account_id = profile.with_code().await;
    profile.clock.advance(Duration::from_mins(10));
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Email))
        .await;
    refused(answer, Reason::CodeExpired);
    profile.nothing_is_confirmed(account_id).await;
}

#[tokio::test]
async fn code_that_was_never_sent_or_is_forgotten_is_not_found() {
    let profile = Profile::start().await;
    let account_id = profile.with_code().await;
    profile.codes.forgets();
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Email))
        .await;
    refused(answer, Reason::VerificationNotFound);
    profile.replace(account_id, Email, "anna@example.com").await;
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Email))
        .await;
    refused(answer, Reason::VerificationNotFound);
}

#[tokio::test]
async fn nothing_that_waits_is_nothing_to_confirm() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for kind in [Mobile, Email] {
        let answer = profile
            .try_confirm(account_id, confirm(&profile, kind))
            .await;
        refused(answer, Reason::NothingToConfirm);
    }
    let nobody = AccountId::new(&profile.env);
    let answer = profile.try_confirm(nobody, confirm(&profile, Email)).await;
    refused(answer, Reason::ProfileNotFound);
}

#[tokio::test]
async fn refusals_of_verification_are_told() {
    let profile = Profile::start().await;
    let account_id = profile.with_code().await;
    for (reason, told) in [
        (Reason::CodeLocked, Reason::CodeLocked),
        (Reason::RateLimited, Reason::RateLimited),
        (Reason::VerificationEnded, Reason::VerificationNotFound),
        (Reason::CodeUsed, Reason::VerificationNotFound),
        (Reason::InvalidRequest, Reason::Internal),
    ] {
        let refusal = kabinet_testkit::refusal(reason);
        profile.codes.fails(CodeCall::Check, By::Refusing(refusal));
        let answer = profile
            .try_confirm(account_id, confirm(&profile, Email))
            .await;
        refused(answer, told);
    }
    for call in [CodeCall::Check, CodeCall::Keys] {
        profile.codes.recovers();
        profile.codes.fails(call, By::Silence);
        let answer = profile
            .try_confirm(account_id, confirm(&profile, Email))
            .await;
        refused(answer, Reason::TemporarilyUnavailable);
    }
    profile.nothing_is_confirmed(account_id).await;
}

#[tokio::test]
async fn proof_of_anything_else_is_not_accepted() {
    let profile = Profile::start().await;
    let account_id = profile.with_code().await;
    for forgery in [
        Forgery::OtherAudience,
        Forgery::OtherPurpose,
        Forgery::OtherSubject,
        Forgery::OtherDigest,
        Forgery::OtherDestination,
        Forgery::Expired,
        Forgery::OtherKey,
    ] {
        profile.codes.forges(forgery);
        let answer = profile
            .try_confirm(account_id, confirm(&profile, Email))
            .await;
        refused(answer, Reason::Internal);
    }
    profile.nothing_is_confirmed(account_id).await;
    profile.codes.recovers();
    profile.confirm(account_id, Email).await;
}

#[tokio::test]
async fn proof_has_one_effect() {
    let profile = Profile::start().await;
    let account_id = profile.with_code().await;
    profile.confirm(account_id, Email).await;
    let used = profile.codes.ids()[0];
    profile.replace(account_id, Email, "anna@example.com").await;
    profile.start_confirmation(account_id, Email).await;
    profile.codes.forges(Forgery::Used(used));
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Email))
        .await;
    refused(answer, Reason::Internal);
    let shown = profile.contact_point(account_id, Email).await;
    assert!(shown.replacement.is_some());
}

#[tokio::test]
async fn malformed_request_names_every_field() {
    let profile = Profile::start().await;
    let account_id = profile.with_code().await;
    let request = ConfirmContactPointRequest {
        request_id: "1".to_owned(),
        kind: 0,
        ..confirm(&profile, Email)
    };
    let answer = profile.try_confirm(account_id, request).await;
    let status = refused(answer, Reason::InvalidRequest);
    let fields: Vec<_> = crate::harness::violations(&status)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert!(fields.contains(&"request_id".to_owned()) && fields.contains(&"kind".to_owned()));
}
