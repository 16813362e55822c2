//! Logging in, renewing, ending; a new password; what the account saw.

use anyhow::{Context as _, ensure};
use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::{
        ChangePasswordRequest, GetSigningKeysRequest, IntrospectRequest, ListSecurityEventsRequest,
        ListSessionsRequest, LoginRequest, ReauthenticateRequest, RefreshSessionRequest,
        RevokeAllSessionsRequest, RevokeSessionRequest, SessionGrant,
    },
};

use super::{Journal, Person, person::client};
use crate::client::Suite;

const SERVICE: &str = "kabinet.identity.v1.SessionService";

pub(super) async fn walk(
    suite: &Suite,
    person: &Person,
    first: &SessionGrant,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    refused_logins(suite, person, journal).await?;
    let by_name = log_in(suite, person, &person.login, "by login name", journal).await?;
    let by_phone = log_in(suite, person, &person.mobile, "by mobile number", journal).await?;
    let renewed = renew(suite, &by_name, journal).await?;
    end_one(suite, &renewed, first, person, journal).await?;
    let changed = change_password(suite, &by_phone, person, journal).await?;
    look_back(suite, &changed, journal).await?;
    end_all(suite, &changed, person, journal).await
}

fn login(person: &Person, identifier: &str, password: &str) -> LoginRequest {
    LoginRequest {
        request_id: person.request_id(),
        identifier: identifier.to_owned(),
        password: password.to_owned(),
        client: Some(client()),
    }
}

async fn refused_logins(
    suite: &Suite,
    person: &Person,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    for (what, request) in [
        (
            "A wrong password",
            login(person, &person.login, "not the password"),
        ),
        (
            "Nobody has this name: the same answer",
            login(person, "nobody.at.all", &person.password),
        ),
        (
            "A contact that is not confirmed logs nobody in",
            login(person, &person.email, &person.password),
        ),
        (
            "Nor does the number of a contract",
            login(person, "477010012345", &person.password),
        ),
    ] {
        journal.refusal(
            what,
            &format!("{SERVICE}/Login"),
            Reason::CredentialsInvalid,
            suite.sessions().login(request).await,
        )?;
    }
    Ok(())
}

async fn log_in(
    suite: &Suite,
    person: &Person,
    identifier: &str,
    how: &str,
    journal: &mut Journal,
) -> anyhow::Result<SessionGrant> {
    let request = login(person, identifier, &person.password);
    let answer = journal.call(
        &format!("Log in {how}"),
        &format!("{SERVICE}/Login"),
        suite.sessions().login(request).await,
    )?;
    answer.grant.context("no session")
}

async fn renew(
    suite: &Suite,
    grant: &SessionGrant,
    journal: &mut Journal,
) -> anyhow::Result<SessionGrant> {
    let request = RefreshSessionRequest {
        refresh_token: grant.refresh_token.clone(),
        client: Some(client()),
    };
    let renewed = journal.call(
        "Renew the tokens; a refresh token works once",
        &format!("{SERVICE}/RefreshSession"),
        suite.sessions().refresh_session(request).await,
    )?;
    renewed.grant.context("no session")
}

async fn end_one(
    suite: &Suite,
    grant: &SessionGrant,
    ended: &SessionGrant,
    person: &Person,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let suite = suite.logged_in(&grant.access_token)?;
    let request = ListSessionsRequest::default();
    let listed = journal.call(
        "The sessions of the account",
        &format!("{SERVICE}/ListSessions"),
        suite.sessions().list_sessions(request).await,
    )?;
    ensure!(listed.sessions.len() == 3, "not three sessions");
    let session = ended.session.as_ref().context("no session")?;
    let request = RevokeSessionRequest {
        request_id: person.request_id(),
        session_id: session.session_id.clone(),
    };
    journal.call(
        "End the first one",
        &format!("{SERVICE}/RevokeSession"),
        suite.sessions().revoke_session(request).await,
    )?;
    let request = IntrospectRequest {
        access_token: ended.access_token.clone(),
    };
    let introspected = journal.call(
        "Its access token is not live any more",
        &format!("{SERVICE}/Introspect"),
        suite.sessions().introspect(request).await,
    )?;
    ensure!(!introspected.active, "a revoked token is live");
    journal.call(
        "Whoever verifies tokens takes these keys",
        &format!("{SERVICE}/GetSigningKeys"),
        suite
            .sessions()
            .get_signing_keys(GetSigningKeysRequest {})
            .await,
    )?;
    Ok(())
}

async fn change_password(
    suite: &Suite,
    grant: &SessionGrant,
    person: &Person,
    journal: &mut Journal,
) -> anyhow::Result<SessionGrant> {
    let suite = suite.logged_in(&grant.access_token)?;
    let request = ReauthenticateRequest {
        request_id: person.request_id(),
        password: person.password.clone(),
        client: Some(client()),
    };
    let fresh = journal.call(
        "Prove again who it is, before something sensitive",
        &format!("{SERVICE}/Reauthenticate"),
        suite.sessions().reauthenticate(request).await,
    )?;
    let suite = suite.logged_in(&fresh.access_token)?;
    let request = ChangePasswordRequest {
        request_id: person.request_id(),
        current_password: person.password.clone(),
        new_password: person.new_password.clone(),
        new_password_confirmation: person.new_password.clone(),
        client: Some(client()),
    };
    let changed = journal.call(
        "A new password; every other session ends",
        "kabinet.identity.v1.CredentialService/ChangePassword",
        suite.credentials().change_password(request).await,
    )?;
    journal.refusal(
        "The old password is no good any more",
        &format!("{SERVICE}/Login"),
        Reason::CredentialsInvalid,
        suite
            .sessions()
            .login(login(person, &person.login, &person.password))
            .await,
    )?;
    changed.grant.context("no session")
}

async fn look_back(
    suite: &Suite,
    grant: &SessionGrant,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let request = ListSecurityEventsRequest {
        page_size: 5,
        ..ListSecurityEventsRequest::default()
    };
    journal.call(
        "What the account saw (the newest five)",
        "kabinet.identity.v1.EventService/ListSecurityEvents",
        suite
            .logged_in(&grant.access_token)?
            .events()
            .list_security_events(request)
            .await,
    )?;
    Ok(())
}

async fn end_all(
    suite: &Suite,
    grant: &SessionGrant,
    person: &Person,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let suite = suite.logged_in(&grant.access_token)?;
    let request = RevokeAllSessionsRequest {
        request_id: person.request_id(),
    };
    journal.call(
        "End every session",
        &format!("{SERVICE}/RevokeAllSessions"),
        suite.sessions().revoke_all_sessions(request).await,
    )?;
    journal.refusal(
        "The access token is refused",
        &format!("{SERVICE}/ListSessions"),
        Reason::TokenInvalid,
        suite
            .sessions()
            .list_sessions(ListSessionsRequest::default())
            .await,
    )?;
    Ok(())
}
