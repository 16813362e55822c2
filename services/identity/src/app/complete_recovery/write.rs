//! The transaction: password, epoch, sessions, devices, recoveries and event, or none of them.

use kabinet_idempotency::Recorded;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::super::App;
use super::super::client::Client;
use super::super::notice;
use super::{Error, Input};
use crate::domain::recovery::{NotNow, Recovery, State, Step};
use crate::domain::security_event::{Event, Kind};
use crate::domain::session::EndReason;
use crate::store;
use crate::store::account::Account;

pub(super) async fn run(
    app: &App,
    input: &Input,
    recovery: &Recovery,
    account: &Account,
    record: &str,
) -> Result<(), Error> {
    let now = app.env.now();
    let account_id = recovery.account_id;
    let event = event(app, account, &input.client, now)?;
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    // First, because it locks the account: changes of one account follow one another.
    store::security_event::append(&mut transaction, &event).await?;
    if let Some(()) = kabinet_idempotency::find(&mut transaction, &input.request).await? {
        return Ok(());
    }
    let demand = app.recovery_demand;
    if !store::recovery_step::complete(&mut transaction, recovery, demand, now).await? {
        return Err(moved_on(app, &mut transaction, recovery, now).await?);
    }
    store::credential::reset_password(&mut transaction, account_id, record, now).await?;
    store::credential::raise_epoch(&mut transaction, account_id).await?;
    let reason = EndReason::PasswordReset;
    let ended = store::session_end::all(&mut transaction, account_id, None, reason, now).await?;
    store::known_device::forget_all(&mut transaction, account_id, now).await?;
    store::recovery_end::cancel_all(&mut transaction, account_id, now).await?;
    let (env, client) = (&app.env, &input.client);
    notice::password_reset(env, &mut transaction, account_id, recovery.id, client, now).await?;
    if let Recorded::Replay(()) =
        kabinet_idempotency::record(&mut transaction, &input.request, &(), now).await?
    {
        return Ok(());
    }
    kabinet_database::commit(transaction, "identity.complete_recovery")
        .await
        .map_err(store::Error::from)?;
    app.outbox.wake();
    for session_id in ended {
        app.tokens.forget_session(session_id);
    }
    tracing::info!(account.id = %account_id, recovery.id = %recovery.id, "password reset");
    Ok(())
}

fn event(
    app: &App,
    account: &Account,
    client: &Client,
    now: OffsetDateTime,
) -> Result<Event, store::Error> {
    let key = app
        .vault
        .open_account_key(account.id, &account.wrapped_key)?;
    Ok(Event {
        account_id: account.id,
        kind: Kind::PasswordReset,
        session_id: None,
        sealed_place: key.seal_event_place(account.id, &client.place),
        occur_time: now,
    })
}

/// Says why the recovery could not be completed: another call was faster, or the account is locked.
async fn moved_on(
    app: &App,
    connection: &mut PgConnection,
    recovery: &Recovery,
    now: OffsetDateTime,
) -> Result<Error, store::Error> {
    let current = store::recovery::find(connection, recovery.id, now).await?;
    let allowed = current.map(|current| current.allow(Step::Password, app.recovery_demand));
    Ok(match allowed {
        None => Error::NotFound,
        Some(Err(not_now)) => Error::NotNow(not_now),
        Some(Ok(())) => Error::NotNow(NotNow::Ended(State::Failed)),
    })
}
