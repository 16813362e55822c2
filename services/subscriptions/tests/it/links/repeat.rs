//! A repeat goes on where the call before it was cut off.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::Channel;
use kabinet_status::Refusal;
use tonic::{Response, Status};

use super::fixture::{Wanted, states};
use crate::harness::{By, CodeCall, FakeCodes, Subscriptions, refused};

const NUMBER: &str = "+79000000045";

fn cut_off(answer: Result<pb::Link, Status>) {
    refused(answer.map(Response::new), Reason::TemporarilyUnavailable);
}

/// Service with a phone to link, and verification whose answers to one call are lost.
async fn losing(call: CodeCall) -> Subscriptions {
    let service = Subscriptions::start().await;
    let mut phone = service.phone(NUMBER);
    phone.contact = service.home("000000000001").contact;
    service.import(vec![phone]).await;
    service.codes.fails(call, By::LosingAnswers);
    service
}

#[tokio::test]
async fn start_whose_code_went_out_unheard_is_repeated() {
    let service = losing(CodeCall::Start).await;
    let (somebody, request_id) = (service.somebody(), service.request_id());
    let wanted = Wanted::mobile(NUMBER);
    cut_off(service.starts_as(somebody, &wanted, &request_id).await);
    service.codes.recovers();
    let link = service
        .starts_as(somebody, &wanted, &request_id)
        .await
        .unwrap();
    assert!(link.challenge.is_some());
    assert_eq!(service.count("link").await, 1);
    assert_eq!(service.codes.ids().len(), 1, "it is the same verification");
    let starts = service.codes.starts();
    assert_eq!(starts[0], starts[1]);
    let active = service.proves(somebody, &link.link_id).await.unwrap();
    assert_eq!(active.state(), pb::LinkState::Active);
}

#[tokio::test]
async fn code_that_went_out_unheard_can_be_typed_sent_again_and_switched() {
    for step in ["type", "resend", "switch"] {
        let service = losing(CodeCall::Start).await;
        let somebody = service.somebody();
        let wanted = Wanted::mobile(NUMBER);
        cut_off(service.starts(somebody, &wanted).await);
        service.codes.recovers();
        let link = service.lists(somebody).await.remove(0);
        let id = &link.link_id;
        match step {
            "type" => {}
            "resend" => {
                let resent = service.resends(somebody, id).await.unwrap();
                assert!(resent.challenge.is_some());
            }
            _ => {
                let switched = service
                    .switches(somebody, id, Channel::Email)
                    .await
                    .unwrap();
                assert_eq!(switched.challenge.unwrap().channel(), Channel::Email);
            }
        }
        let active = service.proves(somebody, id).await.unwrap();
        assert_eq!(active.state(), pb::LinkState::Active, "{step}");
        assert_eq!(service.codes.ids().len(), 1, "{step}");
    }
}

#[tokio::test]
async fn proof_whose_answer_was_lost_is_given_again() {
    let service = losing(CodeCall::Check).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    cut_off(service.proves(somebody, id).await);
    service.codes.recovers();
    // Under another request id: whoever has lost the first one is no worse off.
    let active = service.proves(somebody, id).await.unwrap();
    assert_eq!(active.state(), pb::LinkState::Active);
    assert_eq!(
        states(&service.history(id).await),
        ["PENDING_PROOF", "ACTIVE"]
    );
}

#[tokio::test]
async fn proof_that_had_its_effect_is_answered_again() {
    let service = losing(CodeCall::Resend).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let (id, code) = (&link.link_id, FakeCodes::CODE);
    let request_id = service.request_id();
    let submit = || service.submits_as(somebody, id, code, &request_id);
    let first = submit().await.unwrap();
    service.codes.forgets();
    assert_eq!(submit().await.unwrap(), first);
    assert_eq!(service.profile.notices(1).await.len(), 1);
}

#[tokio::test]
async fn resend_whose_answer_was_lost_is_repeated() {
    let service = losing(CodeCall::Resend).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let (id, request_id) = (&link.link_id, service.request_id());
    service.clock.advance(std::time::Duration::from_mins(1));
    cut_off(service.resends_as(somebody, id, &request_id).await);
    service.codes.recovers();
    let resent = service.resends_as(somebody, id, &request_id).await.unwrap();
    assert_ne!(resent.challenge, link.challenge);
}

#[tokio::test]
async fn switch_whose_answer_was_lost_is_repeated() {
    let service = losing(CodeCall::Switch).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let (id, request_id) = (&link.link_id, service.request_id());
    let switch = || service.switches_as(somebody, id, Channel::Email, &request_id);
    cut_off(switch().await);
    service.codes.recovers();
    let switched = switch().await.unwrap();
    assert_eq!(switched.challenge.unwrap().channel(), Channel::Email);
    let sent = "SELECT count(*) FROM subscriptions.challenge WHERE NOT withheld";
    assert_eq!(service.number(sent).await, 1, "it is counted once");
}

#[tokio::test]
async fn renewal_whose_answer_was_lost_brings_one_new_code() {
    let service = losing(CodeCall::Check).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let (id, request_id) = (&link.link_id, service.request_id());
    let expired = Refusal::failed_precondition(Reason::CodeExpired, "expired");
    service.codes.fails(CodeCall::Resend, By::Refusing(expired));
    service.codes.fails(CodeCall::Start, By::LosingAnswers);
    cut_off(service.resends_as(somebody, id, &request_id).await);
    service.codes.recovers();
    let resent = service.resends_as(somebody, id, &request_id).await.unwrap();
    assert!(resent.challenge.is_some());
    assert_eq!(service.count("challenge").await, 2);
    assert_eq!(service.codes.ids().len(), 2);
    let active = service.proves(somebody, id).await.unwrap();
    assert_eq!(active.state(), pb::LinkState::Active);
}
