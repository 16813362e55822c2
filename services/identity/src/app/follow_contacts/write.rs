//! The transaction: the version, and every contact of it.

use kabinet_env::id::AccountId;
use kabinet_outbox::Received;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::App;
use super::Told;
use crate::domain::login_contact::{Standing, Wanted, plan};
use crate::domain::place::Place;
use crate::domain::security_event::{Event, Kind};
use crate::store;
use crate::store::account::Held;
use crate::store::login_contact;

/// Whether contacts log in otherwise than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Logins {
    Changed,
    Same,
}

pub(super) async fn run(
    app: &App,
    event_id: Option<Uuid>,
    account_id: AccountId,
    told: Told,
) -> Result<(), store::Error> {
    let now = app.env.now();
    let mut transaction = app.pool.begin().await?;
    if let Some(event_id) = event_id {
        match kabinet_outbox::receive(&mut transaction, event_id, now).await? {
            Received::Repeat => return Ok(()),
            Received::First => {}
        }
    }
    if let Some(held) = store::account::hold(&mut transaction, account_id).await?
        && login_contact::advance(&mut transaction, account_id, told.version).await?
        && apply(&mut transaction, account_id, told.wanted, now).await? == Logins::Changed
    {
        let event = event(app, &held, now)?;
        store::security_event::append(&mut transaction, &event).await?;
        tracing::info!(account.id = %account_id, "login contacts changed");
    }
    kabinet_database::commit(transaction, "identity.follow_contacts").await?;
    Ok(())
}

async fn apply(
    connection: &mut PgConnection,
    account_id: AccountId,
    wanted: Vec<Wanted>,
    now: OffsetDateTime,
) -> Result<Logins, store::Error> {
    let known = login_contact::list(connection, account_id).await?;
    let plan = plan(&known, wanted);
    login_contact::delete(connection, account_id, &plan.gone).await?;
    for (known, wanted) in &plan.kept {
        login_contact::update(connection, account_id, known, wanted).await?;
    }
    let mut logins = if plan.changes_logins(&known) {
        Logins::Changed
    } else {
        Logins::Same
    };
    for wanted in &plan.new {
        if insert(connection, account_id, wanted, now).await? == Logins::Changed {
            logins = Logins::Changed;
        }
    }
    Ok(logins)
}

async fn insert(
    connection: &mut PgConnection,
    account_id: AccountId,
    wanted: &Wanted,
    now: OffsetDateTime,
) -> Result<Logins, store::Error> {
    if wanted.standing == Standing::LogsIn {
        login_contact::release(connection, &wanted.indexes).await?;
    }
    if !login_contact::insert(connection, account_id, wanted, now).await? {
        tracing::info!(account.id = %account_id, "a contact stays another account's login");
        return Ok(Logins::Same);
    }
    Ok(match wanted.standing {
        Standing::LogsIn => Logins::Changed,
        Standing::Replaced => Logins::Same,
    })
}

fn event(app: &App, held: &Held, now: OffsetDateTime) -> Result<Event, store::Error> {
    let key = app.vault.open_account_key(held.id, &held.wrapped_key)?;
    Ok(Event {
        account_id: held.id,
        kind: Kind::LoginContactsChanged,
        session_id: None,
        sealed_place: key.seal_event_place(held.id, &Place::default()),
        occur_time: now,
    })
}
