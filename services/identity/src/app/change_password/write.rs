//! The transaction: password, epoch, sessions, devices, tokens and event, or none of them.

use kabinet_access::EndUser;
use kabinet_env::id::SessionId;
use kabinet_idempotency::Recorded;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::super::App;
use super::super::client::Client;
use super::super::notice;
use super::super::reauthenticate;
use super::{Error, Input};
use crate::domain::grant::{Device, GrantFacts};
use crate::domain::security_event::Kind;
use crate::domain::session::{EndReason, Method};
use crate::store;
use crate::store::account::Account;
use crate::store::refresh_token::NewToken;

/// Returns nothing when the record is not any more the one that was verified.
pub(super) async fn run(
    app: &App,
    input: &Input,
    account: &Account,
    record: &str,
) -> Result<Option<GrantFacts>, Error> {
    let now = app.env.now();
    let (request, user, client) = (&input.request, &input.user, &input.client);
    let (account_id, session_id) = (user.account_id, user.session_id);
    let event = reauthenticate::event(app, user, account, client, Kind::PasswordChanged, now)?;
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    // First, because it locks the account: changes of one account follow one another.
    store::security_event::append(&mut transaction, &event).await?;
    if let Some(earlier) = kabinet_idempotency::find(&mut transaction, request).await? {
        return Ok(Some(earlier));
    }
    let verified = account.password_record.as_deref().unwrap_or_default();
    let replaced =
        store::credential::replace_password(&mut transaction, account_id, verified, record, now);
    if !replaced.await? {
        return Ok(None);
    }
    let epoch = store::credential::raise_epoch(&mut transaction, account_id).await?;
    let reason = EndReason::PasswordChanged;
    let ended =
        store::session_end::all(&mut transaction, account_id, Some(session_id), reason, now)
            .await?;
    store::known_device::forget_others(&mut transaction, account_id, session_id).await?;
    let facts = continue_session(app, &mut transaction, user, client, epoch, now).await?;
    notice::password_changed(&app.env, &mut transaction, account_id, client, now).await?;
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut transaction, request, &facts, now).await?
    {
        return Ok(Some(earlier));
    }
    kabinet_database::commit(transaction, "identity.change_password")
        .await
        .map_err(store::Error::from)?;
    app.outbox.wake();
    forget(app, ended, session_id);
    tracing::info!(account.id = %account_id, "password changed");
    Ok(Some(facts))
}

async fn continue_session(
    app: &App,
    connection: &mut PgConnection,
    user: &EndUser,
    client: &Client,
    epoch: i64,
    now: OffsetDateTime,
) -> Result<GrantFacts, Error> {
    let (account_id, session_id) = (user.account_id, user.session_id);
    let session = store::session::find(connection, account_id, session_id).await?;
    let session = session.ok_or(reauthenticate::Error::CredentialsInvalid)?;
    let kid = app.vault.token_kid();
    let idle_expire_time = app.lifetimes.idle_end(now, session.expire_time);
    let family = store::session::continue_with(
        connection,
        account_id,
        session_id,
        epoch,
        &kid,
        now,
        idle_expire_time,
    );
    let family = family
        .await?
        .ok_or(reauthenticate::Error::CredentialsInvalid)?;
    store::refresh_token::delete_before(connection, account_id, session_id, family).await?;
    let token = app
        .vault
        .refresh_token(&kid, session_id, family)
        .map_err(store::Error::from)?;
    let new = NewToken {
        hash: token.sha256(),
        account_id,
        session_id,
        family,
        counter: 0,
        create_time: now,
        expire_time: idle_expire_time,
    };
    store::refresh_token::insert(connection, &new).await?;
    Ok(GrantFacts {
        account_id,
        session_id,
        issue_time: now,
        create_time: session.create_time,
        authentication_time: now,
        expire_time: session.expire_time,
        idle_expire_time,
        epoch,
        methods: vec![Method::Password],
        token_kid: kid.as_str().to_owned(),
        refresh_family: family,
        // Without a device token in the call there is none in the answer.
        device: if client.device_token.is_some() {
            Device::Sent
        } else {
            Device::None
        },
    })
}

fn forget(app: &App, ended: Vec<SessionId>, own: SessionId) {
    for session_id in ended.into_iter().chain([own]) {
        app.tokens.forget_session(session_id);
    }
}
