//! A contact that is changed, and taken back from the message that told of it.

use std::time::Duration;

use anyhow::ensure;
use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::{IntrospectRequest, LoginRequest, RemindLoginRequest, SessionGrant},
    profile::v1::{
        ConfirmContactPointRequest, ListContactPointsRequest, ReplaceContactPointRequest,
        StartConfirmationRequest, UndoContactChangeRequest,
    },
    sinks::v1::Message,
    types::v1::ContactKind,
};
use kabinet_status::read;

use super::{Journal, Person, message, person::client};
use crate::client::Suite;

const SERVICE: &str = "kabinet.profile.v1.ContactService";
const KIND: ContactKind = ContactKind::Mobile;
/// How often it is looked whether identity has heard of the change.
const PAUSE: Duration = Duration::from_millis(100);
const MAX_LOOKS: usize = 100;

/// Plays somebody with a stolen session, and the owner who notices.
pub(super) async fn walk(
    suite: &Suite,
    person: &Person,
    stolen: &SessionGrant,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let earlier = message::newest(suite, &person.mobile).await?;
    change(&suite.logged_in(&stolen.access_token)?, person, journal).await?;
    let told = undo(suite, earlier, journal).await?;
    expect_no_access(suite, person, stolen, journal).await?;
    let request = RemindLoginRequest {
        request_id: person.request_id(),
        contact: person.mobile.clone(),
        client: Some(client()),
    };
    journal.call(
        "The login name is forgotten too: it is sent to the confirmed number",
        "kabinet.identity.v1.RecoveryService/RemindLogin",
        suite.recovery().remind_login(request).await,
    )?;
    let mut arrived = message::next(suite, &told).await?;
    while !arrived.text.contains(&person.login) {
        arrived = message::next(suite, &arrived).await?;
    }
    Ok(())
}

async fn change(suite: &Suite, person: &Person, journal: &mut Journal) -> anyhow::Result<()> {
    let request = ReplaceContactPointRequest {
        request_id: person.request_id(),
        kind: KIND.into(),
        value: person.other_mobile.clone(),
    };
    journal.call(
        "Another number; the old one stays until it is confirmed",
        &format!("{SERVICE}/ReplaceContactPoint"),
        suite.contacts().replace_contact_point(request).await,
    )?;
    let request = StartConfirmationRequest {
        request_id: person.request_id(),
        kind: KIND.into(),
        client: Some(client()),
    };
    journal.call(
        "A code to the new number",
        &format!("{SERVICE}/StartConfirmation"),
        suite.contacts().start_confirmation(request).await,
    )?;
    let arrived = message::first(suite, &person.other_mobile).await?;
    let request = ConfirmContactPointRequest {
        request_id: person.request_id(),
        kind: KIND.into(),
        code: message::code_in(&arrived)?,
        client: Some(client()),
    };
    journal.call(
        "It takes the old one's place, which is told",
        &format!("{SERVICE}/ConfirmContactPoint"),
        suite.contacts().confirm_contact_point(request).await,
    )?;
    let listed = journal.call(
        "The contacts: the new number recovers access in 72 hours only",
        &format!("{SERVICE}/ListContactPoints"),
        suite
            .contacts()
            .list_contact_points(ListContactPointsRequest {})
            .await,
    )?;
    ensure!(listed.contact_points.len() == 2, "not two contacts");
    Ok(())
}

/// Follows the link of the message about the change; those of other messages are for something else.
async fn undo(suite: &Suite, earlier: Message, journal: &mut Journal) -> anyhow::Result<Message> {
    let mut told = earlier;
    loop {
        let (message, action_token) = message::next_action_token(suite, &told).await?;
        told = message;
        let request = UndoContactChangeRequest {
            action_token,
            language: "en".to_owned(),
        };
        let answer = suite.contacts().undo_contact_change(request).await;
        let reason = answer.as_ref().err().and_then(read::reason);
        if reason == Some(Reason::ActionTokenInvalid) {
            continue;
        }
        journal.call(
            "It was somebody else: the owner takes the change back with the link of the message",
            &format!("{SERVICE}/UndoContactChange"),
            answer,
        )?;
        return Ok(told);
    }
}

async fn expect_no_access(
    suite: &Suite,
    person: &Person,
    stolen: &SessionGrant,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let mut looks = 0;
    while is_live(suite, stolen).await? {
        looks += 1;
        ensure!(looks < MAX_LOOKS, "the stolen session is live");
        person.pause(PAUSE).await;
    }
    let request = IntrospectRequest {
        access_token: stolen.access_token.clone(),
    };
    journal.call(
        "The stolen session has ended",
        "kabinet.identity.v1.SessionService/Introspect",
        suite.sessions().introspect(request).await,
    )?;
    let request = LoginRequest {
        request_id: person.request_id(),
        identifier: person.login.clone(),
        password: person.recovered_password.clone(),
        client: Some(client()),
    };
    journal.refusal(
        "And the password is void until a recovery sets a new one",
        "kabinet.identity.v1.SessionService/Login",
        Reason::PasswordResetRequired,
        suite.sessions().login(request).await,
    )
}

async fn is_live(suite: &Suite, session: &SessionGrant) -> anyhow::Result<bool> {
    let request = IntrospectRequest {
        access_token: session.access_token.clone(),
    };
    let answer = suite.sessions().introspect(request).await?;
    Ok(answer.into_inner().active)
}
