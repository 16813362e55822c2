//! What a right code does, and what a wrong one does not.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::Channel;
use kabinet_status::{Refusal, read};
use tonic::{Response, Status};

use super::fixture::{Wanted, states};
use crate::harness::{By, CodeCall, Forgery, Subscriptions, refused};

const NUMBER: &str = "+79000000045";
const ACCOUNT: &str = "001234567890";

fn refusal(answer: Result<pb::Link, Status>, reason: Reason) -> Status {
    refused(answer.map(Response::new), reason)
}

#[tokio::test]
async fn right_code_opens_the_contract_to_the_account() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let active = service.proves(somebody, &link.link_id).await.unwrap();
    assert_eq!(active.state(), pb::LinkState::Active);
    assert_eq!(active.assurance(), pb::Assurance::Number);
    assert!(active.contract_id.starts_with("ctr_"));
    assert!(active.activate_time.is_some());
    assert_eq!(
        (active.challenge.as_ref(), active.expire_time.as_ref()),
        (None, None)
    );
    assert_eq!(
        service.shows(somebody, &link.link_id).await.unwrap(),
        active
    );
    let history = service.history(&link.link_id).await;
    assert_eq!(states(&history), ["PENDING_PROOF", "ACTIVE"]);
    let request = pb::ListServicesRequest::default();
    let seen = service
        .views(somebody)
        .list_services(request)
        .await
        .unwrap();
    let contracts = seen.into_inner().contracts;
    assert_eq!(contracts[0].contract_id, active.contract_id);
}

#[tokio::test]
async fn proof_by_the_contact_of_record_notes_how_old_the_contact_is() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(ACCOUNT)]).await;
    let wanted = Wanted::broadband(ACCOUNT).over(Channel::Email);
    let link = service.links_to(service.somebody(), &wanted).await;
    assert_eq!(link.assurance(), pb::Assurance::ContactOfRecord);
    let noted = "SELECT count(*)
                 FROM subscriptions.link
                 INNER JOIN subscriptions.contract USING (contract_id, contact_since)";
    assert_eq!(service.number(noted).await, 1);
}

#[tokio::test]
async fn assurance_is_that_of_the_channel_whose_code_was_right() {
    let service = Subscriptions::start().await;
    let mut phone = service.phone(NUMBER);
    phone.contact = service.home(ACCOUNT).contact;
    service.import(vec![phone]).await;
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
    let active = service.proves(somebody, id).await.unwrap();
    assert_eq!(active.assurance(), pb::Assurance::ContactOfRecord);
}

#[tokio::test]
async fn several_accounts_may_prove_one_contract() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(ACCOUNT)]).await;
    let wanted = Wanted::broadband(ACCOUNT);
    let first = service.links_to(service.somebody(), &wanted).await;
    let second = service.links_to(service.somebody(), &wanted).await;
    assert_eq!(first.contract_id, second.contract_id);
    assert_eq!(service.count("contract_link").await, 2);
}

#[tokio::test]
async fn wrong_code_costs_an_attempt_and_the_last_one_the_link() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    for left in ["4", "3", "2", "1", "0"] {
        let status = refusal(
            service.submits(somebody, id, "000000").await,
            Reason::CodeWrong,
        );
        assert_eq!(
            read::metadata(&status, "attempts_left").as_deref(),
            Some(left)
        );
    }
    for _ in 0..2 {
        refusal(service.proves(somebody, id).await, Reason::CodeExhausted);
    }
    let failed = service.shows(somebody, id).await.unwrap();
    assert_eq!(failed.state(), pb::LinkState::Failed);
    assert_eq!(failed.end_reason(), pb::LinkEndReason::AttemptsSpent);
    assert!(failed.end_time.is_some() && failed.challenge.is_none());
    let history = service.history(id).await;
    assert_eq!(states(&history), ["PENDING_PROOF", "FAILED"]);
    let resent = service.resends(somebody, id).await;
    let status = refusal(resent, Reason::LinkStateUnsuitable);
    assert_eq!(read::metadata(&status, "state").as_deref(), Some("FAILED"));
}

#[tokio::test]
async fn code_that_verification_has_lost_or_ended_is_to_be_asked_for_again() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    let ended = |state: &str| {
        Refusal::failed_precondition(Reason::VerificationEnded, "ended").metadata("state", state)
    };
    for refused in [
        Refusal::failed_precondition(Reason::CodeExpired, "expired"),
        Refusal::failed_precondition(Reason::CodeUsed, "used"),
        ended("EXPIRED"),
        ended("CANCELED"),
    ] {
        service.codes.fails(CodeCall::Check, By::Refusing(refused));
        refusal(service.proves(somebody, id).await, Reason::CodeExpired);
    }
    service.codes.recovers();
    service.codes.forgets();
    refusal(service.proves(somebody, id).await, Reason::CodeExpired);
    service.resends(somebody, id).await.unwrap();
    let active = service.proves(somebody, id).await.unwrap();
    assert_eq!(active.state(), pb::LinkState::Active);
}

#[tokio::test]
async fn exhausted_verification_ends_the_link_however_it_is_said() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let ended = Refusal::failed_precondition(Reason::VerificationEnded, "ended");
    let exhausted = Refusal::failed_precondition(Reason::CodeExhausted, "exhausted");
    for refused in [ended.metadata("state", "EXHAUSTED"), exhausted] {
        let wanted = Wanted::mobile(NUMBER);
        let link = service.starts(somebody, &wanted).await.unwrap();
        let id = &link.link_id;
        service.codes.fails(CodeCall::Check, By::Refusing(refused));
        refusal(service.proves(somebody, id).await, Reason::CodeExhausted);
        let failed = service.shows(somebody, id).await.unwrap();
        assert_eq!(failed.end_reason(), pb::LinkEndReason::AttemptsSpent);
        service.codes.recovers();
    }
}

#[tokio::test]
async fn limits_and_silence_of_verification_are_passed_on() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    let wait = std::time::Duration::from_mins(1);
    for reason in [Reason::CodeLocked, Reason::RateLimited] {
        let limit = kabinet_testkit::refusal(reason).retry_after(wait);
        service.codes.fails(CodeCall::Check, By::Refusing(limit));
        let status = refusal(service.proves(somebody, id).await, reason);
        assert_eq!(read::retry_after(&status), Some(wait));
    }
    service.codes.fails(CodeCall::Check, By::Silence);
    let silent = service.proves(somebody, id).await;
    refusal(silent, Reason::TemporarilyUnavailable);
    assert_eq!(service.shows(somebody, id).await.unwrap(), link);
}

#[tokio::test]
async fn proof_that_is_not_for_this_link_has_no_effect() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let link = service
        .starts(somebody, &Wanted::mobile(NUMBER))
        .await
        .unwrap();
    let id = &link.link_id;
    for forgery in [
        Forgery::OtherAudience,
        Forgery::OtherPurpose,
        Forgery::OtherSubject,
        Forgery::OtherDigest,
        Forgery::Expired,
        Forgery::OtherKey,
    ] {
        service.codes.forges(forgery);
        refusal(service.proves(somebody, id).await, Reason::Internal);
        assert_eq!(
            service.shows(somebody, id).await.unwrap(),
            link,
            "{forgery:?}"
        );
    }
    service.codes.recovers();
    service.proves(somebody, id).await.unwrap();
}

#[tokio::test]
async fn proof_that_cannot_be_looked_at_yet_is_looked_at_later() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let wanted = Wanted::mobile(NUMBER);
    let link = service.starts(somebody, &wanted).await.unwrap();
    service.codes.fails(CodeCall::Keys, By::Silence);
    let early = service.proves(somebody, &link.link_id).await;
    refusal(early, Reason::TemporarilyUnavailable);
    service.codes.recovers();
    service.clock.advance(std::time::Duration::from_secs(2));
    service.proves(somebody, &link.link_id).await.unwrap();
}

#[tokio::test]
async fn proof_has_one_effect() {
    let service = Subscriptions::start().await;
    let numbers = [NUMBER, "+79000000046"];
    service
        .import(numbers.map(|number| service.phone(number)).to_vec())
        .await;
    let somebody = service.somebody();
    service
        .links_to(somebody, &Wanted::mobile(numbers[0]))
        .await;
    let earlier = service.only_verification();
    let wanted = Wanted::mobile(numbers[1]);
    let link = service.starts(somebody, &wanted).await.unwrap();
    service.codes.forges(Forgery::Used(earlier));
    let reused = service.proves(somebody, &link.link_id).await;
    refusal(reused, Reason::Internal);
    let pending = service.shows(somebody, &link.link_id).await.unwrap();
    assert_eq!(pending, link);
}

#[tokio::test]
async fn code_of_one_link_opens_no_other() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    for number in [NUMBER, "+79000000046"] {
        let wanted = Wanted::mobile(number);
        service.starts(somebody, &wanted).await.unwrap();
    }
    let starts = service.codes.starts();
    let [first, second] = [0, 1].map(|nth: usize| starts[nth].binding.clone().unwrap());
    assert_ne!(first.check_secret, second.check_secret);
    assert_ne!(first.payload_digest, second.payload_digest);
}

#[tokio::test]
async fn contract_that_changed_meanwhile_is_not_linked() {
    type Change = fn(&mut pb::ContractRecord);
    let changes: [(&str, Change); 3] = [
        ("+79000000045", |record| {
            record.state = pb::ContractState::Closed.into();
        }),
        ("+79000000046", |record| record.holder_generation = 2),
        ("+79000000047", |record| {
            record.holder_kind = pb::HolderKind::Organisation.into();
        }),
    ];
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    for (number, change) in changes {
        let mut record = service.phone(number);
        service.import(vec![record.clone()]).await;
        let wanted = Wanted::mobile(number);
        let link = service.starts(somebody, &wanted).await.unwrap();
        record.version = 2;
        change(&mut record);
        service.import(vec![record]).await;
        for _ in 0..2 {
            let proven = service.proves(somebody, &link.link_id).await;
            refusal(proven, Reason::ContractChanged);
        }
        let failed = service.shows(somebody, &link.link_id).await.unwrap();
        assert_eq!(failed.end_reason(), pb::LinkEndReason::ContractChanged);
        let history = service.history(&link.link_id).await;
        assert_eq!(states(&history), ["PENDING_PROOF", "FAILED"]);
    }
    assert_eq!(service.count("contract_link").await, 0);
    assert_eq!(service.count("consumed_proof").await, 0);
}

#[tokio::test]
async fn ended_link_takes_no_code() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let wanted = Wanted::mobile(NUMBER);
    let cancelled = service.starts(somebody, &wanted).await.unwrap();
    service.cancels(somebody, &cancelled.link_id).await.unwrap();
    let expired = service.starts(somebody, &wanted).await.unwrap();
    let active = service.links_to(somebody, &wanted).await;
    service.clock.advance(std::time::Duration::from_hours(1));
    let checks = service.codes.asked().len();
    for (link, state) in [
        (cancelled, "CANCELLED"),
        (expired, "EXPIRED"),
        (active, "ACTIVE"),
    ] {
        let proven = service.proves(somebody, &link.link_id).await;
        let status = refusal(proven, Reason::LinkStateUnsuitable);
        assert_eq!(read::metadata(&status, "state").as_deref(), Some(state));
    }
    assert_eq!(service.codes.asked().len(), checks);
}
