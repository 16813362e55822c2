//! Every call that a person can make, and the mistakes that people make.

use kabinet_proto::types::v1::Channel;

use super::needles::Needles;
use crate::{person::Person, suite::Suite};

const NEW_PASSWORD: &str = "Haferbrei:Regenschirm/Unbekannt?";
const WRONG_PASSWORD: &str = "Ganz-anderes-Kennwort!";

pub(super) async fn run(suite: &Suite, needles: &mut Needles) {
    let mut person = Person::invent();
    fills_in_the_form(&person, suite).await;
    registers_with_mistakes(&mut person, suite, needles).await;
    needles.person(&person);
    needles.grant(&person.grant);

    logs_in_with_mistakes(&mut person, suite, needles).await;
    uses_the_session(&mut person, suite, needles).await;
    needles.text("new password", NEW_PASSWORD);
    needles.text("wrong password", WRONG_PASSWORD);
}

async fn fills_in_the_form(person: &Person, suite: &Suite) {
    let login = person.checks_login(suite, &person.login).await;
    login.unwrap();
    let password = person.checks_password(suite, &person.password).await;
    password.unwrap();
}

async fn registers_with_mistakes(person: &mut Person, suite: &Suite, needles: &mut Needles) {
    person.starts(suite).await.unwrap();
    person.submits_personal_data(suite).await.unwrap();
    person.submits_contacts(suite).await.unwrap();
    for channel in [Channel::Email, Channel::Sms] {
        person.asks_for_code(suite, channel).await.unwrap();
        person.reads_code(suite, channel).await;
        needles.code("code", &person.code);
    }
    let right = person.code.clone();
    let wrong = if right == "739164" {
        "739165"
    } else {
        "739164"
    };
    wrong.clone_into(&mut person.code);
    needles.code("wrong code", &person.code);
    person.confirms(suite).await.unwrap_err();
    person.code = right;
    person.confirms(suite).await.unwrap();
    person.sees_profile(suite).await;
    person.sees_contacts(suite).await;
}

async fn logs_in_with_mistakes(person: &mut Person, suite: &Suite, needles: &mut Needles) {
    let right = std::mem::replace(&mut person.password, WRONG_PASSWORD.to_owned());
    let mobile = person.mobile.clone();
    person.logs_in(suite, &mobile).await.unwrap_err();
    person.logs_in(suite, "nobody.at.all").await.unwrap_err();
    person.password = right;
    person.logs_in(suite, &mobile).await.unwrap();
    needles.grant(&person.grant);
    let login = person.login.clone();
    person.logs_in(suite, &login).await.unwrap();
    needles.grant(&person.grant);
}

async fn uses_the_session(person: &mut Person, suite: &Suite, needles: &mut Needles) {
    let refresh_token = person.grant.refresh_token.clone();
    person.refreshes(suite, &refresh_token).await.unwrap();
    needles.grant(&person.grant);
    let token = &person.grant.access_token;
    let introspected = person.introspects(suite, token).await.unwrap();
    assert!(introspected.active);

    person.sees_sessions(suite).await.unwrap();
    let fresh = person.reauthenticates(suite).await.unwrap();
    needles.text("access token", &fresh.access_token);
    let changed = person.changes_password(suite, NEW_PASSWORD).await;
    changed.unwrap();
    needles.grant(&person.grant);
    person.sees_events(suite, 5).await.unwrap();
    person.ends_every_session(suite).await.unwrap();
}
