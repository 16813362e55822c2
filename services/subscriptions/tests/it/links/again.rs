//! Codes that are sent again, over another channel, or anew.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::Channel;
use kabinet_status::{Refusal, read};
use tonic::{Response, Status};

use super::fixture::{CONTACT_EMAIL, Wanted};
use crate::harness::{Asked, By, CodeCall, Subscriptions, refused};

const NUMBER: &str = "+79000000045";
const MINUTE: Duration = Duration::from_mins(1);

fn refusal(answer: Result<pb::Link, Status>, reason: Reason) -> Status {
    refused(answer.map(Response::new), reason)
}

async fn with_contact(service: &Subscriptions) {
    let mut phone = service.phone(NUMBER);
    phone.contact = service.home("000000000001").contact;
    service.import(vec![phone]).await;
}

#[tokio::test]
async fn code_is_sent_again_after_a_minute() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    let early = refusal(service.resends(somebody, id).await, Reason::ResendTooSoon);
    assert_eq!(read::retry_after(&early), Some(MINUTE));
    service.clock.advance(MINUTE);
    let resent = service.resends(somebody, id).await.unwrap();
    let (before, after) = (link.challenge.unwrap(), resent.challenge.unwrap());
    assert_eq!(before.expire_time, after.expire_time);
    assert_ne!(before.resend_time, after.resend_time);
    assert_eq!(service.count("challenge").await, 1);
}

#[tokio::test]
async fn repeated_request_sends_nothing_again() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    service.clock.advance(MINUTE);
    let request_id = service.request_id();
    let first = service.resends_as(somebody, id, &request_id).await.unwrap();
    let asked = service.codes.asked();
    let again = service.resends_as(somebody, id, &request_id).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(service.codes.asked(), asked);
    let switched = service
        .switches_as(somebody, id, Channel::Email, &request_id)
        .await;
    refusal(switched, Reason::RequestIdReused);
}

#[tokio::test]
async fn code_past_use_is_followed_by_another_one() {
    let ended = |state: &str| {
        Refusal::failed_precondition(Reason::VerificationEnded, "ended").metadata("state", state)
    };
    let precondition = |reason| Refusal::failed_precondition(reason, "no");
    for (nth, refused) in [
        precondition(Reason::ResendTooLate),
        precondition(Reason::CodeExpired),
        Refusal::resource_exhausted(Reason::SendsSpent, MINUTE, "spent"),
        Refusal::not_found(Reason::VerificationNotFound, "lost"),
        ended("EXPIRED"),
        ended("CANCELED"),
        ended("APPROVED"),
    ]
    .into_iter()
    .enumerate()
    {
        let service = Subscriptions::start().await;
        with_contact(&service).await;
        let somebody = service.somebody();
        let link = service
            .starts(somebody, &Wanted::mobile(NUMBER))
            .await
            .unwrap();
        let id = &link.link_id;
        let (call, channel) = if nth % 2 == 0 {
            (CodeCall::Resend, Channel::Sms)
        } else {
            (CodeCall::Switch, Channel::Email)
        };
        service.codes.fails(call, By::Refusing(refused));
        let renewed = match call {
            CodeCall::Resend => service.resends(somebody, id).await.unwrap(),
            _ => service.switches(somebody, id, channel).await.unwrap(),
        };
        assert_eq!(renewed.challenge.unwrap().channel(), channel, "{nth}");
        assert_eq!(service.codes.ids().len(), 2, "{nth}");
        let active = service.proves(somebody, id).await.unwrap();
        assert_eq!(active.state(), pb::LinkState::Active, "{nth}");
    }
}

#[tokio::test]
async fn code_whose_attempts_are_spent_is_followed_by_none() {
    let ended = Refusal::failed_precondition(Reason::VerificationEnded, "ended");
    let exhausted = Refusal::failed_precondition(Reason::CodeExhausted, "exhausted");
    for refused in [ended.metadata("state", "EXHAUSTED"), exhausted] {
        let service = Subscriptions::start().await;
        let somebody = service.somebody();
        let link = service
            .starts(somebody, &Wanted::mobile(NUMBER))
            .await
            .unwrap();
        service.codes.fails(CodeCall::Resend, By::Refusing(refused));
        let resent = service.resends(somebody, &link.link_id).await;
        let status = refusal(resent, Reason::LinkStateUnsuitable);
        assert_eq!(read::metadata(&status, "state").as_deref(), Some("FAILED"));
        assert_eq!(service.codes.ids().len(), 1);
    }
}

#[tokio::test]
async fn limits_of_verification_are_passed_on() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    for reason in [
        Reason::ResendTooSoon,
        Reason::RateLimited,
        Reason::CodeLocked,
    ] {
        let limit = kabinet_testkit::refusal(reason).retry_after(MINUTE);
        service
            .codes
            .fails(CodeCall::Resend, By::Refusing(limit.clone()));
        service.codes.fails(CodeCall::Switch, By::Refusing(limit));
        let resent = refusal(service.resends(somebody, id).await, reason);
        assert_eq!(read::retry_after(&resent), Some(MINUTE));
        let switched = service.switches(somebody, id, Channel::Email).await;
        refusal(switched, reason);
    }
    service.codes.fails(CodeCall::Resend, By::Silence);
    let silent = service.resends(somebody, id).await;
    refusal(silent, Reason::TemporarilyUnavailable);
}

#[tokio::test]
async fn code_comes_over_the_other_channel_to_the_contact_of_record() {
    let service = Subscriptions::start().await;
    with_contact(&service).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    let switched = service
        .switches(somebody, id, Channel::Email)
        .await
        .unwrap();
    assert_eq!(switched.challenge.unwrap().channel(), Channel::Email);
    let asked = Asked::Switch {
        channel: Channel::Email,
        address: CONTACT_EMAIL.to_owned(),
        suppress: false,
    };
    assert_eq!(service.codes.asked().pop(), Some(asked));
    service.clock.advance(MINUTE);
    service
        .switches(somebody, id, Channel::Email)
        .await
        .unwrap();
    let last = service.codes.asked().pop();
    assert_eq!(last, Some(Asked::Resend), "it is the channel already");
}

#[tokio::test]
async fn channel_without_a_contact_is_asked_for_and_brings_nothing() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    service
        .switches(somebody, id, Channel::Email)
        .await
        .unwrap();
    let Some(Asked::Switch {
        address, suppress, ..
    }) = service.codes.asked().pop()
    else {
        panic!("no switch");
    };
    assert!(suppress && address.ends_with("@example.com"), "{address}");
    service.switches(somebody, id, Channel::Sms).await.unwrap();
    let active = service.proves(somebody, id).await.unwrap();
    assert_eq!(active.assurance(), pb::Assurance::Number);
}

#[tokio::test]
async fn contract_that_only_the_other_channel_reaches_can_be_proven_over_it() {
    let service = Subscriptions::start().await;
    let mut home = service.home("000000000001");
    home.contact.as_mut().unwrap().mobile = String::new();
    service.import(vec![home]).await;
    let somebody = service.somebody();
    let wanted = Wanted::broadband("000000000001");
    let link = service.starts(somebody, &wanted).await.unwrap();
    let id = &link.link_id;
    refusal(service.proves(somebody, id).await, Reason::CodeExpired);
    let other = service.starts(somebody, &wanted).await.unwrap();
    let id = &other.link_id;
    service
        .switches(somebody, id, Channel::Email)
        .await
        .unwrap();
    let active = service.proves(somebody, id).await.unwrap();
    assert_eq!(active.assurance(), pb::Assurance::ContactOfRecord);
}

#[tokio::test]
async fn link_that_waits_for_no_code_gets_none() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service.links_to(somebody, &Wanted::mobile(NUMBER)).await;
    let asked = service.codes.asked().len();
    let resent = service.resends(somebody, &link.link_id).await;
    refusal(resent, Reason::LinkStateUnsuitable);
    let switched = service
        .switches(somebody, &link.link_id, Channel::Email)
        .await;
    refusal(switched, Reason::LinkStateUnsuitable);
    assert_eq!(service.codes.asked().len(), asked);
}
