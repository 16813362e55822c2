//! Has the login name sent to a contact that logs in. Whoever has the contact, and whether anybody
//! does, the statements are the same.

use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;
use kabinet_idempotency::{Recorded, Request};
use thiserror::Error;
use time::OffsetDateTime;
use uuid::Uuid;

use super::client::Client;
use super::{App, notice};
use crate::domain::identifier::Identifier;
use crate::domain::recovery::Sending;
use crate::domain::security_event::{Event, Kind};
use crate::store;
use crate::store::account::State;
use crate::store::lookup::Found;
use crate::throttle::Limited;

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) contact: String,
    pub(crate) client: Client,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Limited(#[from] Limited),
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let identifier = Identifier::of(&input.contact);
    let indexes = app.vault.identifier_indexes(&identifier);
    let found = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        if let Some(()) = kabinet_idempotency::find(&mut connection, &input.request).await? {
            return Ok(());
        }
        store::lookup::find(&mut connection, &identifier, &indexes, None).await?
    };
    let budgets = app.limits.reminder(&app.vault, &input.client);
    app.throttle.take(&budgets).await?;
    let budgets = app.limits.reminder_of_contact(&app.vault, &indexes);
    let rations = app.throttle.take(&budgets).await;
    let found = found.filter(|found| found.state == State::Active && rations.is_ok());
    write(app, &input, &identifier, found).await
}

async fn write(
    app: &App,
    input: &Input,
    identifier: &Identifier,
    found: Option<Found>,
) -> Result<(), Error> {
    let now = app.env.now();
    // A login name is no contact: it reminds nobody.
    let (kind, found) = match identifier {
        Identifier::Mobile(_) => (ContactKind::Mobile, found),
        Identifier::Email(_) => (ContactKind::Email, found),
        Identifier::Login(_) => (ContactKind::Email, None),
    };
    let account_id = found.as_ref().map_or_else(
        || AccountId::from_uuid(app.vault.recovery_subject(identifier, None)),
        |found| found.account_id,
    );
    let sending = match found {
        Some(_) => Sending::Sent,
        None => Sending::Withheld,
    };
    let event = event(app, found.as_ref(), &input.client, now)?;
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    if let Recorded::Replay(()) =
        kabinet_idempotency::record(&mut transaction, &input.request, &(), now).await?
    {
        return Ok(());
    }
    store::security_event::append(&mut transaction, &event).await?;
    let (env, client) = (&app.env, &input.client);
    notice::login_reminder(
        env,
        &mut transaction,
        account_id,
        kind,
        sending,
        client,
        now,
    )
    .await?;
    kabinet_database::commit(transaction, "identity.remind_login")
        .await
        .map_err(store::Error::from)?;
    app.outbox.wake();
    Ok(())
}

fn event(
    app: &App,
    found: Option<&Found>,
    client: &Client,
    now: OffsetDateTime,
) -> Result<Event, store::Error> {
    let (account_id, sealed_place) = match found {
        Some(found) => {
            let (id, wrapped) = (found.account_id, &found.wrapped_key);
            let key = app.vault.open_account_key(id, wrapped)?;
            (id, key.seal_event_place(id, &client.place))
        }
        None => (
            AccountId::from_uuid(Uuid::nil()),
            app.vault.stand_in_place(&client.place),
        ),
    };
    Ok(Event {
        account_id,
        kind: Kind::LoginReminded,
        session_id: None,
        sealed_place,
        occur_time: now,
    })
}
