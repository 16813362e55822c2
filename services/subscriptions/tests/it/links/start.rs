use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::{Channel, ServiceKind};
use kabinet_status::{Refusal, read};

use super::fixture::{CONTACT_EMAIL, CONTACT_MOBILE, Wanted};
use crate::harness::{Asked, By, CodeCall, Subscriptions, refused, violations};

const NUMBER: &str = "+79000000045";
const ACCOUNT: &str = "001234567890";

fn refusal(answer: Result<pb::Link, tonic::Status>, reason: Reason) -> tonic::Status {
    refused(answer.map(tonic::Response::new), reason)
}

#[tokio::test]
async fn code_of_a_mobile_goes_to_the_number_itself() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let wanted =
        Wanted::mobile("8 (900) 000-00-45").with(|request| request.label = " Дача ".into());
    let link = service.starts(somebody, &wanted).await.unwrap();
    assert_eq!(link.state(), pb::LinkState::PendingProof);
    assert_eq!(link.masked_identifier, "+79*******45");
    assert_eq!(
        (link.label.as_str(), link.region_code.as_str()),
        ("Дача", "RU-SPE")
    );
    assert_eq!(link.contract_id, "", "nothing is proven yet");
    assert_eq!(link.assurance(), pb::Assurance::Unspecified);
    let challenge = link.challenge.unwrap();
    assert_eq!(
        (challenge.channel(), challenge.code_length),
        (Channel::Sms, 6)
    );
    let asked = Asked::Start {
        channel: Channel::Sms,
        address: NUMBER.to_owned(),
        suppress: false,
    };
    assert_eq!(service.codes.asked(), [asked]);
}

#[tokio::test]
async fn every_other_code_goes_to_the_contact_of_record() {
    let service = Subscriptions::start().await;
    let mut phone = service.phone(NUMBER);
    phone.contact = service.home(ACCOUNT).contact;
    service.import(vec![service.home(ACCOUNT), phone]).await;
    let somebody = service.somebody();
    for wanted in [
        Wanted::broadband(ACCOUNT),
        Wanted::broadband(ACCOUNT).over(Channel::Email),
        Wanted::mobile(NUMBER).over(Channel::Email),
    ] {
        service.starts(somebody, &wanted).await.unwrap();
    }
    let sent = |channel, address: &str| Asked::Start {
        channel,
        address: address.to_owned(),
        suppress: false,
    };
    let expected = [
        sent(Channel::Sms, CONTACT_MOBILE),
        sent(Channel::Email, CONTACT_EMAIL),
        sent(Channel::Email, CONTACT_EMAIL),
    ];
    assert_eq!(service.codes.asked(), expected);
}

#[tokio::test]
async fn verification_learns_the_account_and_no_device_token() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let wanted = Wanted::mobile(NUMBER);
    service.starts(somebody, &wanted).await.unwrap();
    let start = service.codes.starts().remove(0);
    let binding = start.binding.unwrap();
    assert_eq!(binding.subject, somebody.to_string());
    assert_eq!(binding.purpose().as_str_name(), "PURPOSE_OWNERSHIP");
    assert!(start.conceal);
    let client = start.client.unwrap();
    assert_eq!(
        (client.language.as_str(), client.device_token.as_str()),
        ("en", "")
    );
}

#[tokio::test]
async fn what_the_operator_does_not_take_is_refused_before_anything_happens() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let mobile = || Wanted::mobile(NUMBER);
    let kind = |kind: ServiceKind| mobile().with(|request| request.kind = kind.into());
    let by = |identifier_type: pb::IdentifierType| {
        mobile().with(|request| request.identifier_type = identifier_type.into())
    };
    let typed = |text: &str| mobile().with(|request| request.identifier = text.to_owned());
    let region = |code: &str| mobile().with(|request| request.region_code = code.to_owned());
    for (wanted, reason, field) in [
        (region("XX-XX"), Reason::RegionUnknown, "region_code"),
        (
            kind(ServiceKind::Other),
            Reason::ServiceKindUnavailable,
            "kind",
        ),
        (
            kind(ServiceKind::Tv),
            Reason::ServiceKindUnavailable,
            "identifier_type",
        ),
        (
            by(pb::IdentifierType::ContractNumber),
            Reason::ServiceKindUnavailable,
            "identifier_type",
        ),
        (typed("112"), Reason::IdentifierUnacceptable, "identifier"),
        (
            typed("+4915100000000"),
            Reason::IdentifierUnacceptable,
            "identifier",
        ),
        (
            typed("+79000000045\n1"),
            Reason::IdentifierUnacceptable,
            "identifier",
        ),
        (
            Wanted::broadband("1234567"),
            Reason::IdentifierUnacceptable,
            "identifier",
        ),
    ] {
        let status = refusal(service.starts(somebody, &wanted).await, reason);
        assert_eq!(violations(&status)[0].0, field, "{wanted:?}");
    }
    let status = refusal(
        service
            .starts(
                somebody,
                &mobile().with(|request| request.label = "a\nb".into()),
            )
            .await,
        Reason::InvalidRequest,
    );
    assert_eq!(violations(&status)[0].0, "label");
    assert_eq!(service.count("link").await, 0);
    assert_eq!(service.codes.asked(), []);
}

#[tokio::test]
async fn channel_that_the_operator_does_not_offer_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let catalog = include_str!("../../../data/service_kinds.toml");
    let sms_only = catalog.replace(
        "[[kind.proof]]\nchannel = \"EMAIL\"\nmethod = \"CONTACT_CODE\"\n",
        "",
    );
    assert_ne!(sms_only, catalog);
    std::fs::write(file.path(), sms_only).unwrap();
    let path = file.path().to_str().unwrap();
    let settings = [("SUBSCRIPTIONS_SERVICE_KINDS_FILE", path)];
    let service = Subscriptions::start_with(&settings).await;
    let somebody = service.somebody();
    let email = Wanted::mobile(NUMBER).over(Channel::Email);
    let status = refusal(
        service.starts(somebody, &email).await,
        Reason::ServiceKindUnavailable,
    );
    assert_eq!(violations(&status)[0].0, "channel");
    let wanted = Wanted::mobile(NUMBER);
    let link = service.starts(somebody, &wanted).await.unwrap();
    let switched = service
        .switches(somebody, &link.link_id, Channel::Email)
        .await;
    refusal(switched, Reason::ServiceKindUnavailable);
}

#[tokio::test]
async fn request_id_stands_for_one_request() {
    let service = Subscriptions::start().await;
    let (somebody, other) = (service.somebody(), service.somebody());
    let request_id = service.request_id();
    let wanted = Wanted::mobile(NUMBER);
    let start = |account, wanted| service.starts_as(account, wanted, &request_id);
    let first = start(somebody, &wanted).await.unwrap();
    let moved = wanted.clone().with(|request| request.client = None);
    let again = start(somebody, &moved).await.unwrap();
    assert_eq!(first, again, "the device is no part of what is asked for");
    assert_eq!(service.codes.asked().len(), 1);
    let another = Wanted::mobile("+79000000046");
    refusal(start(somebody, &another).await, Reason::RequestIdReused);
    let foreign = start(other, &wanted).await.unwrap();
    assert_ne!(foreign.link_id, first.link_id);
}

#[tokio::test]
async fn limits_of_verification_are_passed_on_and_leave_a_link_that_can_go_on() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(NUMBER)]).await;
    let somebody = service.somebody();
    let wait = std::time::Duration::from_secs(90);
    for (reason, number) in [
        (Reason::RateLimited, "+79000000046"),
        (Reason::CodeLocked, NUMBER),
    ] {
        let limit = kabinet_testkit::refusal(reason).retry_after(wait);
        service.codes.fails(CodeCall::Start, By::Refusing(limit));
        let wanted = Wanted::mobile(number);
        let status = refusal(service.starts(somebody, &wanted).await, reason);
        assert_eq!(read::retry_after(&status), Some(wait));
        let named = read::metadata(&status, "limit").is_some();
        assert_eq!(named, reason == Reason::RateLimited);
    }
    service.codes.recovers();
    // Both were made at the same time, in no order, and nobody has the other number.
    let links = service.lists(somebody).await.into_iter();
    let mut links = links.filter(|link| link.masked_identifier == "+79*******45");
    let waiting = links.next().unwrap();
    assert_eq!(links.next(), None);
    assert_eq!(waiting.state(), pb::LinkState::PendingProof);
    assert_eq!(waiting.challenge, None, "no code is out");
    let resent = service.resends(somebody, &waiting.link_id).await.unwrap();
    assert!(resent.challenge.is_some());
    let linked = service.proves(somebody, &waiting.link_id).await.unwrap();
    assert_eq!(linked.state(), pb::LinkState::Active);
}

#[tokio::test]
async fn refusal_that_the_contract_does_not_have_is_no_answer_to_the_person() {
    let service = Subscriptions::start().await;
    let somebody = service.somebody();
    let strange = Refusal::invalid_argument(Reason::DestinationUnacceptable, "no");
    service.codes.fails(CodeCall::Start, By::Refusing(strange));
    let wanted = Wanted::mobile(NUMBER);
    refusal(service.starts(somebody, &wanted).await, Reason::Internal);
    service.codes.fails(CodeCall::Start, By::Silence);
    let silent = service.starts(somebody, &Wanted::mobile(NUMBER)).await;
    refusal(silent, Reason::TemporarilyUnavailable);
}

#[tokio::test]
async fn one_number_in_two_regions_and_kinds_never_mixes() {
    let service = Subscriptions::start().await;
    let mut elsewhere = service.home(ACCOUNT);
    elsewhere.external_id = "elsewhere".to_owned();
    elsewhere.region_code = "RU-TVE".to_owned();
    let mut television = service.home(ACCOUNT);
    television.external_id = "television".to_owned();
    television.services = vec![super::fixture::service(ServiceKind::Tv, "")];
    service
        .import(vec![service.home(ACCOUNT), elsewhere, television])
        .await;
    let mut contracts = std::collections::BTreeSet::new();
    for wanted in [
        Wanted::broadband(ACCOUNT),
        Wanted::broadband(ACCOUNT).with(|request| request.region_code = "RU-TVE".into()),
        Wanted::broadband(ACCOUNT).with(|request| request.kind = ServiceKind::Tv.into()),
    ] {
        let link = service.links_to(service.somebody(), &wanted).await;
        contracts.insert(link.contract_id);
    }
    assert_eq!(contracts.len(), 3);
}

#[tokio::test]
async fn locator_of_an_older_key_is_found() {
    let mut service = Subscriptions::start().await;
    service.import(vec![service.home(ACCOUNT)]).await;
    let somebody = service.somebody();
    let wanted = Wanted::broadband(ACCOUNT);
    let started = service.starts(somebody, &wanted).await.unwrap();
    service.clock.advance(std::time::Duration::from_mins(1));
    service.adds_key("k2");
    service.restarts_with(&[]).await;
    let linked = service.proves(somebody, &started.link_id).await.unwrap();
    assert_eq!(linked.state(), pb::LinkState::Active);
    let other = service.links_to(service.somebody(), &wanted).await;
    assert_eq!(other.contract_id, linked.contract_id);
}
