//! A forgotten password: a code to a confirmed contact, and a new password.

use anyhow::Context as _;
use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::{
        CompleteRecoveryRequest, LoginRequest, Recovery, SessionGrant, StartRecoveryRequest,
        VerifyRecoveryCodeRequest,
    },
    sinks::v1::Message,
    types::v1::Channel,
};

use super::{Journal, Person, message, person::client};
use crate::client::Suite;

const SERVICE: &str = "kabinet.identity.v1.RecoveryService";

/// Gets the person back in; returns the new session.
pub(super) async fn walk(
    suite: &Suite,
    person: &Person,
    journal: &mut Journal,
) -> anyhow::Result<SessionGrant> {
    start(
        suite,
        person,
        "nobody.at.all",
        "Nobody has this name: the answer does not say so",
        journal,
    )
    .await?;
    let earlier = message::newest(suite, &person.mobile).await?;
    let what = "The password is forgotten: a code to the confirmed number";
    let (recovery, token) = start(suite, person, &person.login, what, journal).await?;
    let arrived = message::next_code(suite, &earlier).await?;
    let ticket = verify(suite, person, &recovery, &token, &arrived, journal).await?;
    complete(suite, person, &recovery, &ticket, journal).await?;
    let request = LoginRequest {
        request_id: person.request_id(),
        identifier: person.login.clone(),
        password: person.recovered_password.clone(),
        client: Some(client()),
    };
    let answer = journal.call(
        "Log in with the new password",
        "kabinet.identity.v1.SessionService/Login",
        suite.sessions().login(request).await,
    )?;
    answer.grant.context("no session")
}

async fn start(
    suite: &Suite,
    person: &Person,
    identifier: &str,
    what: &str,
    journal: &mut Journal,
) -> anyhow::Result<(Recovery, String)> {
    let request = StartRecoveryRequest {
        request_id: person.request_id(),
        identifier: identifier.to_owned(),
        channel: Channel::Sms.into(),
        client: Some(client()),
    };
    let started = journal.call(
        what,
        &format!("{SERVICE}/StartRecovery"),
        suite.recovery().start_recovery(request).await,
    )?;
    let recovery = started.recovery.context("no recovery")?;
    Ok((recovery, started.recovery_token))
}

async fn verify(
    suite: &Suite,
    person: &Person,
    recovery: &Recovery,
    token: &str,
    arrived: &Message,
    journal: &mut Journal,
) -> anyhow::Result<String> {
    let code = message::code_in(arrived)?;
    let request = |code: String| VerifyRecoveryCodeRequest {
        request_id: person.request_id(),
        recovery_id: recovery.recovery_id.clone(),
        recovery_token: token.to_owned(),
        code,
        client: Some(client()),
    };
    let wrong = request(message::other_than(&code));
    journal.refusal(
        "A wrong code costs an attempt",
        &format!("{SERVICE}/VerifyRecoveryCode"),
        Reason::CodeWrong,
        suite.recovery().verify_recovery_code(wrong).await,
    )?;
    let verified = journal.call(
        "The right one is changed for a ticket",
        &format!("{SERVICE}/VerifyRecoveryCode"),
        suite.recovery().verify_recovery_code(request(code)).await,
    )?;
    Ok(verified.recovery_ticket)
}

async fn complete(
    suite: &Suite,
    person: &Person,
    recovery: &Recovery,
    ticket: &str,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let request = CompleteRecoveryRequest {
        request_id: person.request_id(),
        recovery_id: recovery.recovery_id.clone(),
        recovery_ticket: ticket.to_owned(),
        new_password: person.recovered_password.clone(),
        new_password_confirmation: person.recovered_password.clone(),
        client: Some(client()),
    };
    journal.call(
        "A new password; every session ends, and the person is told",
        &format!("{SERVICE}/CompleteRecovery"),
        suite.recovery().complete_recovery(request).await,
    )?;
    Ok(())
}
