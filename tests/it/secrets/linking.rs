//! Contracts and services, and the mistakes that people make with them.

use kabinet_feed::lines_of;
use kabinet_proto::types::v1::Channel;

use super::needles::Needles;
use crate::{
    billing::{Billing, Contract},
    person::{Person, Wanted},
    suite::Suite,
};

const NEW_LABEL: &str = "Бабушкина квартира";
const NEW_SURNAME: &str = "Дзержинская-Вжещь";
/// Nobody's account.
const UNKNOWN_NUMBER: &str = "770177880199";
/// What stands where an e-mail address should.
const NO_ADDRESS: &str = "ulica Niezapominajek 7";

pub(super) async fn run(suite: &Suite, needles: &mut Needles) {
    let (mobile, broadband) = (Contract::mobile(), Contract::broadband());
    feeds_with_mistakes(&[&mobile, &broadband], suite, needles).await;
    let mut person = Person::invent();
    person.registers(suite, Channel::Sms).await;
    needles.person(&person);
    needles.grant(&person.grant);

    let region = &mobile.record.region_code;
    let kinds = person.sees_service_kinds(suite, region).await;
    kinds.unwrap();
    adds_with_mistakes(&mut person, &mobile, &broadband, suite, needles).await;
    looks_at_everything(&person, suite, needles).await;
    corrects_profile(&person, suite, needles).await;
    let link_id = person.link_id.clone();
    person.unlinks(suite, &link_id).await.unwrap();
}

async fn feeds_with_mistakes(contracts: &[&Contract], suite: &Suite, needles: &mut Needles) {
    let rejected = Contract::broadband().with(|record| {
        let contact = record.contact.as_mut().expect("it has a contact");
        NO_ADDRESS.clone_into(&mut contact.email);
    });
    let billing = Billing::of("north", suite);
    billing.tells(contracts).await;
    let (summary, _) = billing
        .sends(lines_of([rejected.record.clone()]))
        .await
        .unwrap();
    assert_eq!(summary.rejected, 1);
    for contract in contracts.iter().chain([&&rejected]) {
        needles.contract(&contract.record);
    }
}

async fn adds_with_mistakes(
    person: &mut Person,
    mobile: &Contract,
    broadband: &Contract,
    suite: &Suite,
    needles: &mut Needles,
) {
    let unknown = Wanted {
        identifier: UNKNOWN_NUMBER.to_owned(),
        ..broadband.wanted()
    };
    needles.text("unknown number", UNKNOWN_NUMBER);
    let started = person.starts_link(suite, &unknown, Channel::Email).await;
    started.unwrap();

    starts(person, mobile, suite).await;
    person.reads_code_at(suite, mobile.phone_number()).await;
    needles.code("code of a link", &person.code);
    let right = person.mistypes_code();
    needles.code("wrong code of a link", &person.code);
    person.submits_proof(suite).await.unwrap_err();
    person.code = right;
    person.submits_proof(suite).await.unwrap();

    starts(person, broadband, suite).await;
    let by_sms = broadband.contact(Channel::Sms);
    person.reads_code_at(suite, by_sms).await;
    needles.code("code of a link", &person.code);
    let switched = person.switches_challenge(suite, Channel::Email).await;
    switched.unwrap();
    let by_email = broadband.contact(Channel::Email);
    person.reads_code_at(suite, by_email).await;
    needles.code("code of a link", &person.code);
    person.submits_proof(suite).await.unwrap();
}

async fn starts(person: &mut Person, contract: &Contract, suite: &Suite) {
    let wanted = contract.wanted();
    let started = person.starts_link(suite, &wanted, Channel::Sms).await;
    started.unwrap();
}

async fn looks_at_everything(person: &Person, suite: &Suite, needles: &mut Needles) {
    let seen = person.sees_services(suite).await;
    for contract in &seen {
        person.sees_bills(suite, &contract.contract_id).await;
        let service_id = &contract.services[0].service_id;
        let service = person.sees_service(suite, contract, service_id).await;
        service.unwrap();
    }
    let contract_ids: Vec<_> = seen
        .iter()
        .map(|contract| contract.contract_id.as_str())
        .collect();
    let balances = person.sees_balances(suite, &contract_ids).await;
    balances.unwrap();
    let links = person.sees_links(suite).await;
    needles.text("new label", NEW_LABEL);
    let renamed = person.renames(suite, &links[0], NEW_LABEL).await;
    renamed.unwrap();
    suite.wait_until_quiet().await;
    person.sees_inbox(suite).await;
}

async fn corrects_profile(person: &Person, suite: &Suite, needles: &mut Needles) {
    let seen = person.sees_profile(suite).await;
    needles.text("new surname", NEW_SURNAME);
    let changed = person.changes_family_name(suite, &seen, NEW_SURNAME).await;
    changed.unwrap();
}
