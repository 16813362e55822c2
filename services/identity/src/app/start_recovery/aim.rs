//! The second transaction: whether the code goes out and where, and who is told of it. It stands
//! before the code is asked for: whoever hangs up then does not keep the owner from being told.

use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::App;
use super::super::client::Client;
use super::super::notice;
use super::super::recovery::DAY;
use super::{Error, Input};
use crate::domain::identifier::Identifier;
use crate::domain::login_contact;
use crate::domain::recovery::{Owner, Recovery, Sending};
use crate::domain::security_event::{Event, Kind};
use crate::peers::ContactPurpose;
use crate::store;
use crate::store::account::{Held, State};

pub(super) async fn run(app: &App, recovery: &Recovery, input: &Input) -> Result<(), Error> {
    let (account_id, purpose) = (recovery.account_id, ContactPurpose::Recovery);
    let resolved = app.peers.resolve_contacts(account_id, purpose).await;
    let contacts = resolved.map_err(Error::Profile)?.contacts;
    let now = app.env.now();
    let contact = login_contact::recovers(contacts, recovery.channel.contact_kind(), now);

    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    store::recovery_aim::queue(&mut transaction, account_id).await?;
    let held = store::account::hold(&mut transaction, account_id).await?;
    let asked = store::recovery_aim::count_asked(&mut transaction, recovery, now - DAY).await?;
    let has_room = recovery.lane.has_room(asked) && recovery.owner != Owner::Refused;
    let reached = held.filter(|held| held.state == State::Active && has_room && contact.is_some());
    let sending = sending(reached.as_ref());
    let contact = contact.filter(|_| sending == Sending::Sent);
    let contact = contact.unwrap_or_else(|| {
        let identifier = Identifier::of(&input.identifier);
        app.vault.stand_in_contact(&identifier, recovery.channel)
    });
    let destination = app.vault.seal_destination(recovery.id, contact.value());
    let aimed =
        store::recovery_aim::set_aim(&mut transaction, recovery, sending, &destination, now)
            .await?;
    if !aimed {
        // A simultaneous repeat was faster, or the recovery has ended.
        return Ok(());
    }
    // Verification may have refused its code before: the owner has been told then.
    let hears = reached.filter(|_| recovery.owner == Owner::Untold);
    let (told, client) = (hears.as_ref(), &input.client);
    tell(app, &mut transaction, recovery, told, client, now).await?;
    kabinet_database::commit(transaction, "identity.start_recovery.aim")
        .await
        .map_err(store::Error::from)?;
    app.outbox.wake();
    Ok(())
}

fn sending(reached: Option<&Held>) -> Sending {
    match reached {
        Some(_) => Sending::Sent,
        None => Sending::Withheld,
    }
}

/// Notes the recovery and tells the owner; where there is nobody to tell, the same statements tell
/// nobody.
async fn tell(
    app: &App,
    connection: &mut PgConnection,
    recovery: &Recovery,
    reached: Option<&Held>,
    client: &Client,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let event = event(app, reached, client, now)?;
    store::security_event::append(connection, &event).await?;
    let sending = sending(reached);
    notice::recovery_started(&app.env, connection, recovery, sending, client, now).await
}

fn event(
    app: &App,
    reached: Option<&Held>,
    client: &Client,
    now: OffsetDateTime,
) -> Result<Event, store::Error> {
    let (account_id, sealed_place) = match reached {
        Some(held) => {
            let key = app.vault.open_account_key(held.id, &held.wrapped_key)?;
            (held.id, key.seal_event_place(held.id, &client.place))
        }
        None => (
            AccountId::from_uuid(Uuid::nil()),
            app.vault.stand_in_place(&client.place),
        ),
    };
    Ok(Event {
        account_id,
        kind: Kind::RecoveryStarted,
        session_id: None,
        sealed_place,
        occur_time: now,
    })
}
