//! What people are told of their accounts, in the transaction that gives the reason.

use kabinet_domain::ContactKind;
use kabinet_env::Env;
use kabinet_env::id::{AccountId, RecoveryId, SessionId};
use kabinet_proto::types::v1 as types;
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::notice::Subject;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::client::Client;
use super::outbox;
use crate::domain::recovery::{Recovery, Sending};
use crate::peers::{NOBODY, NOTIFICATION};
use crate::{peers, store};

/// Tells of a login on a device that the account had not seen.
pub(super) async fn new_login(
    env: &Env,
    connection: &mut PgConnection,
    account_id: AccountId,
    session_id: SessionId,
    client: &Client,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let subject = Subject::NewLogin(types::NewLogin {
        session_id: session_id.to_string(),
    });
    let notice = notice(account_id, &client.context.language, subject);
    outbox::append(env, connection, NOTIFICATION, notice, now).await
}

/// Tells of a changed password.
pub(super) async fn password_changed(
    env: &Env,
    connection: &mut PgConnection,
    account_id: AccountId,
    client: &Client,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let subject = Subject::PasswordChanged(types::PasswordChanged {});
    let notice = notice(account_id, &client.context.language, subject);
    outbox::append(env, connection, NOTIFICATION, notice, now).await
}

/// Tells of a recovery whose code goes out, or tells nobody.
pub(super) async fn recovery_started(
    env: &Env,
    connection: &mut PgConnection,
    recovery: &Recovery,
    sending: Sending,
    client: &Client,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let kind = recovery.channel.contact_kind();
    let subject = Subject::RecoveryStarted(types::RecoveryStarted {
        recovery_id: recovery.id.to_string(),
        code_kind: peers::contact_kind(kind).into(),
    });
    let notice = notice(recovery.account_id, &client.context.language, subject);
    outbox::append(env, connection, destination(sending), notice, now).await
}

/// Tells of a password that was set without the old one.
pub(super) async fn password_reset(
    env: &Env,
    connection: &mut PgConnection,
    account_id: AccountId,
    recovery_id: RecoveryId,
    client: &Client,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let subject = Subject::PasswordReset(types::PasswordReset {
        recovery_id: recovery_id.to_string(),
    });
    let notice = notice(account_id, &client.context.language, subject);
    outbox::append(env, connection, NOTIFICATION, notice, now).await
}

/// Tells the login name to one contact of its owner, or tells nobody.
pub(super) async fn login_reminder(
    env: &Env,
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: ContactKind,
    sending: Sending,
    client: &Client,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let subject = Subject::LoginReminder(types::LoginReminder {
        contact_kind: peers::contact_kind(kind).into(),
    });
    let notice = notice(account_id, &client.context.language, subject);
    outbox::append(env, connection, destination(sending), notice, now).await
}

/// Tells that every session was ended and that a new password is needed.
pub(super) async fn access_ended(
    env: &Env,
    connection: &mut PgConnection,
    account_id: AccountId,
    cause: types::AccessEndCause,
    language: &str,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let subject = Subject::AccessEnded(types::AccessEnded {
        cause: cause.into(),
    });
    let notice = notice(account_id, language, subject);
    outbox::append(env, connection, NOTIFICATION, notice, now).await
}

fn notice(account_id: AccountId, language: &str, subject: Subject) -> Fact {
    Fact::Notice(types::Notice {
        account_id: account_id.to_string(),
        language: language.to_owned(),
        subject: Some(subject),
    })
}

fn destination(sending: Sending) -> &'static str {
    match sending {
        Sending::Sent => NOTIFICATION,
        Sending::Withheld => NOBODY,
    }
}
