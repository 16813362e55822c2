//! Ends a recovery that the owner did not ask for, with the token of the message that told of it.

use kabinet_env::id::RecoveryId;
use kabinet_proof::action::ActionKind;
use sqlx::PgConnection;
use thiserror::Error;
use time::OffsetDateTime;

use super::App;
use super::action;
use crate::domain::place::Place;
use crate::domain::recovery::State;
use crate::domain::security_event::{Event, Kind};
use crate::store;
use crate::store::account::Held;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Action(#[from] action::Error),
    #[error("the recovery has set a new password")]
    Completed,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Action(error.into())
    }
}

pub(crate) async fn run(app: &App, token: &str) -> Result<(), Error> {
    let action = action::accept(app, token, ActionKind::CancelRecovery).await?;
    let now = app.env.now();
    let id = RecoveryId::from_uuid(action.object_id);
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let held = store::account::hold(&mut transaction, action.account_id).await?;
    let held = held.ok_or(action::Error::NoAccount)?;
    if !store::action_token::consume(&mut transaction, &action, now).await? {
        return Ok(());
    }
    if store::recovery_end::cancel(&mut transaction, held.id, id, now).await? {
        let event = event(app, &held, now)?;
        store::security_event::append(&mut transaction, &event).await?;
    } else if is_completed(&mut transaction, id, now).await? {
        return Err(Error::Completed);
    }
    kabinet_database::commit(transaction, "identity.cancel_recovery")
        .await
        .map_err(store::Error::from)?;
    tracing::info!(account.id = %held.id, recovery.id = %id, "recovery canceled");
    Ok(())
}

/// Tells whether there is nothing to end any more but what the recovery did.
async fn is_completed(
    connection: &mut PgConnection,
    id: RecoveryId,
    now: OffsetDateTime,
) -> Result<bool, store::Error> {
    let current = store::recovery::find(connection, id, now).await?;
    Ok(current.is_some_and(|current| current.state == State::Completed))
}

fn event(app: &App, held: &Held, now: OffsetDateTime) -> Result<Event, store::Error> {
    let key = app.vault.open_account_key(held.id, &held.wrapped_key)?;
    Ok(Event {
        account_id: held.id,
        kind: Kind::RecoveryCanceled,
        session_id: None,
        sealed_place: key.seal_event_place(held.id, &Place::default()),
        occur_time: now,
    })
}
