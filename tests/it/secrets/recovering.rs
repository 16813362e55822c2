//! Contacts that change and access that is recovered, and the mistakes that people make.

use kabinet_proto::types::v1::{Channel, ContactKind};

use super::needles::Needles;
use crate::{
    person::{Person, action_tokens_at, cancels_recovery, reports_not_me, undoes_contact_change},
    suite::Suite,
};

const NEW_PASSWORD: &str = "Schaukelpferd:Unwetter/Dreizehn?";

pub(super) async fn run(suite: &Suite, needles: &mut Needles) {
    let mut person = Person::invent();
    person.registers(suite, Channel::Sms).await;
    needles.person(&person);
    needles.text("recovered password", NEW_PASSWORD);

    let old = person.mobile.clone();
    changes_contacts_with_mistakes(&mut person, suite, needles).await;
    undoes_contact_change(suite, &newest_token(&old, suite, needles).await)
        .await
        .unwrap();
    suite.wait_until_quiet().await;
    recovers_with_mistakes(&mut person, suite, needles).await;
}

async fn changes_contacts_with_mistakes(person: &mut Person, suite: &Suite, needles: &mut Needles) {
    let other = Person::invent();
    needles.contacts(&other.mobile, &other.email);
    let kind = ContactKind::Email;
    let typo = person.replaces_contact(suite, kind, &other.email).await;
    typo.unwrap();
    person.email.clone_from(&other.email);
    let no_number = person
        .replaces_contact(suite, ContactKind::Mobile, "+7900x")
        .await;
    no_number.unwrap_err();
    let kind = ContactKind::Mobile;
    let replaced = person.replaces_contact(suite, kind, &other.mobile).await;
    replaced.unwrap();
    person.asks_to_confirm_contact(suite, kind).await.unwrap();
    person.reads_code_at(suite, &other.mobile).await;
    needles.code("code of a contact", &person.code);
    let right = person.mistypes_code();
    person.confirms_contact(suite, kind).await.unwrap_err();
    person.code = right;
    person.confirms_contact(suite, kind).await.unwrap();
}

async fn recovers_with_mistakes(person: &mut Person, suite: &Suite, needles: &mut Needles) {
    let unknown = person.forgets_password(suite, "nobody.at.all", Channel::Email);
    unknown.await.unwrap();
    let mobile = person.mobile.clone();
    let started = person.forgets_password(suite, &mobile, Channel::Sms).await;
    needles.text("recovery token", &started.unwrap().recovery_token);
    person.reads_code(suite, Channel::Sms).await;
    needles.code("code of a recovery", &person.code);
    let right = person.mistypes_code();
    person.verifies_recovery_code(suite).await.unwrap_err();
    person.code = right;
    let verified = person.verifies_recovery_code(suite).await.unwrap();
    needles.text("recovery ticket", &verified.recovery_ticket);
    person.sets_new_password(suite, "short").await.unwrap_err();
    person.sets_new_password(suite, NEW_PASSWORD).await.unwrap();
    person.asks_for_login(suite, &mobile).await.unwrap();

    let token = newest_token(&mobile, suite, needles).await;
    cancels_recovery(suite, &token).await.unwrap_err();
    reports_not_me(suite, &token).await.unwrap();
}

async fn newest_token(address: &str, suite: &Suite, needles: &mut Needles) -> String {
    suite.wait_until_quiet().await;
    let tokens = action_tokens_at(suite, address);
    let newest = tokens.first().expect("a message has a token");
    needles.text("action token", newest);
    newest.clone()
}
