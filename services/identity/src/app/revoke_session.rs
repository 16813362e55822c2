//! Ends one of a person's own sessions.

use kabinet_access::EndUser;
use kabinet_env::id::SessionId;
use kabinet_idempotency::{Recorded, Request};
use thiserror::Error;

use super::App;
use crate::domain::place::Place;
use crate::domain::security_event::{Event, Kind};
use crate::domain::session::EndReason;
use crate::store;

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) user: EndUser,
    /// Nothing when the id is not one.
    pub(crate) session_id: Option<SessionId>,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the account has no such session")]
    NotFound,
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let session_id = input.session_id.ok_or(Error::NotFound)?;
    let account_id = input.user.account_id;
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    // The account before the record, as where all sessions end: two orders would be a deadlock.
    let held = store::account::hold(&mut transaction, account_id).await?;
    let held = held.ok_or(Error::NotFound)?;
    let recorded =
        kabinet_idempotency::record(&mut transaction, &input.request, &session_id, now).await?;
    if let Recorded::Replay(_) = recorded {
        return Ok(());
    }
    let key = app
        .vault
        .open_account_key(account_id, &held.wrapped_key)
        .map_err(store::Error::from)?;
    let event = Event {
        account_id,
        kind: Kind::SessionRevoked,
        session_id: Some(session_id),
        sealed_place: key.seal_event_place(account_id, &Place::default()),
        occur_time: now,
    };
    store::security_event::append(&mut transaction, &event).await?;
    let reason = EndReason::Revoked;
    if !store::session_end::one(&mut transaction, account_id, session_id, reason, now).await? {
        return Err(Error::NotFound);
    }
    kabinet_database::commit(transaction, "identity.revoke_session")
        .await
        .map_err(store::Error::from)?;
    app.tokens.forget_session(session_id);
    Ok(())
}
