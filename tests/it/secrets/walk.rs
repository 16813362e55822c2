//! Every call that a person can make, and the mistakes that people make.

use kabinet_proto::{
    identity::v1::{
        ChangePasswordRequest, CheckLoginRequest, CheckPasswordRequest, IntrospectRequest,
        ListSecurityEventsRequest, ListSessionsRequest, ReauthenticateRequest,
        RefreshSessionRequest, RevokeAllSessionsRequest,
    },
    types::v1::Channel,
};

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
    let mut registration = suite.gateway().registration();
    let login = CheckLoginRequest {
        login: person.login.clone(),
        client: Some(person.client()),
    };
    registration.check_login(login).await.unwrap();
    let password = CheckPasswordRequest {
        password: person.password.clone(),
        login: person.login.clone(),
        client: Some(person.client()),
    };
    registration.check_password(password).await.unwrap();
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
    let refresh = RefreshSessionRequest {
        refresh_token: person.grant.refresh_token.clone(),
        client: Some(person.client()),
    };
    let mut sessions = suite.gateway().sessions();
    let refreshed = sessions
        .refresh_session(refresh)
        .await
        .unwrap()
        .into_inner();
    person.grant = refreshed.grant.unwrap();
    needles.grant(&person.grant);
    let introspect = IntrospectRequest {
        access_token: person.grant.access_token.clone(),
    };
    assert!(
        sessions
            .introspect(introspect)
            .await
            .unwrap()
            .into_inner()
            .active
    );

    let mut own = person.gateway(suite).sessions();
    own.list_sessions(ListSessionsRequest::default())
        .await
        .unwrap();
    let proof = ReauthenticateRequest {
        request_id: Person::new_request_id(),
        password: person.password.clone(),
        client: Some(person.client()),
    };
    let fresh = own
        .reauthenticate(proof)
        .await
        .unwrap()
        .into_inner()
        .access_token;
    needles.text("access token", &fresh);
    let change = ChangePasswordRequest {
        request_id: Person::new_request_id(),
        current_password: person.password.clone(),
        new_password: NEW_PASSWORD.to_owned(),
        new_password_confirmation: NEW_PASSWORD.to_owned(),
        client: Some(person.client()),
    };
    let mut credentials = suite.gateway().for_person(&fresh).credentials();
    let changed = credentials
        .change_password(change)
        .await
        .unwrap()
        .into_inner();
    person.grant = changed.grant.unwrap();
    needles.grant(&person.grant);

    let own = person.gateway(suite);
    let events = ListSecurityEventsRequest::default();
    own.events().list_security_events(events).await.unwrap();
    let end = RevokeAllSessionsRequest {
        request_id: Person::new_request_id(),
    };
    own.sessions().revoke_all_sessions(end).await.unwrap();
}
