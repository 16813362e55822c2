//! Ends all access to an account that somebody else had, inside the caller's transaction.

use kabinet_env::id::SessionId;
use kabinet_proto::types::v1::AccessEndCause;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{App, notice};
use crate::domain::place::Place;
use crate::domain::security_event::{Event, Kind};
use crate::domain::session::EndReason;
use crate::store;
use crate::store::account::Held;

/// What the owner said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    NotMe,
    ContactChangeUndone,
}

impl Cause {
    fn kind(self) -> Kind {
        match self {
            Self::NotMe => Kind::NotMeReported,
            Self::ContactChangeUndone => Kind::ContactChangeUndone,
        }
    }

    fn told(self) -> AccessEndCause {
        match self {
            Self::NotMe => AccessEndCause::NotMe,
            Self::ContactChangeUndone => AccessEndCause::ContactChangeUndone,
        }
    }
}

/// Ends every session and recovery, forgets every device and makes the password void. Returns the
/// sessions, for which tokens are forgotten after the commit.
pub(super) async fn run(
    app: &App,
    connection: &mut PgConnection,
    held: &Held,
    cause: Cause,
    language: &str,
    now: OffsetDateTime,
) -> Result<Vec<SessionId>, store::Error> {
    let account_id = held.id;
    let key = app.vault.open_account_key(account_id, &held.wrapped_key)?;
    let event = Event {
        account_id,
        kind: cause.kind(),
        session_id: None,
        sealed_place: key.seal_event_place(account_id, &Place::default()),
        occur_time: now,
    };
    store::security_event::append(connection, &event).await?;
    store::credential::require_reset(connection, account_id).await?;
    store::credential::raise_epoch(connection, account_id).await?;
    let reason = EndReason::AccessEnded;
    let ended = store::session_end::all(connection, account_id, None, reason, now).await?;
    store::known_device::forget_all(connection, account_id, now).await?;
    store::recovery_end::cancel_all(connection, account_id, now).await?;
    let told = cause.told();
    notice::access_ended(&app.env, connection, account_id, told, language, now).await?;
    Ok(ended)
}
