//! Ends every session of a person.

use kabinet_access::EndUser;
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
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// Returns how many sessions were ended.
pub(crate) async fn run(app: &App, input: Input) -> Result<i32, Error> {
    let (request, user) = (&input.request, &input.user);
    let account_id = user.account_id;
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    if let Some(count) = kabinet_idempotency::find(&mut transaction, request).await? {
        return Ok(count);
    }
    let wrapped = store::account::wrapped_key(&mut transaction, account_id).await?;
    let wrapped =
        wrapped.ok_or_else(|| store::corrupt("identity.account", "id", account_id.uuid()))?;
    let key = app
        .vault
        .open_account_key(account_id, &wrapped)
        .map_err(store::Error::from)?;
    let event = Event {
        account_id,
        kind: Kind::AllSessionsRevoked,
        session_id: Some(user.session_id),
        sealed_place: key.seal_event_place(account_id, &Place::default()),
        occur_time: now,
    };
    store::security_event::append(&mut transaction, &event).await?;
    let reason = EndReason::AllRevoked;
    let ended = store::session_end::all(&mut transaction, account_id, None, reason, now).await?;
    let count = i32::try_from(ended.len()).unwrap_or(i32::MAX);
    // A concurrent repeat waited for the account's row and finds the first one's record.
    if let Recorded::Replay(count) =
        kabinet_idempotency::record(&mut transaction, request, &count, now).await?
    {
        return Ok(count);
    }
    kabinet_database::commit(transaction, "identity.revoke_all_sessions")
        .await
        .map_err(store::Error::from)?;
    for session_id in ended {
        app.tokens.forget_session(session_id);
    }
    Ok(count)
}
