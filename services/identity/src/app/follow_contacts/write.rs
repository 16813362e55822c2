//! The transaction: the version, and every contact of it.

use kabinet_env::id::AccountId;
use kabinet_outbox::Received;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::App;
use super::Told;
use crate::domain::login_contact::{Known, Plan, Standing, Wanted, plan};
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
    event_id: Uuid,
    account_id: AccountId,
    told: Told,
) -> Result<(), store::Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    match kabinet_outbox::receive(&mut transaction, event_id, now).await? {
        Received::Repeat => return Ok(()),
        Received::First => {}
    }
    if let Some(held) = store::account::hold(&mut transaction, account_id).await?
        && login_contact::advance(&mut transaction, account_id, told.version).await?
    {
        let logins = apply(&mut transaction, account_id, told.wanted, now).await?;
        note(app, &mut transaction, &held, logins, now).await?;
    }
    kabinet_database::commit(transaction, "identity.follow_contacts").await?;
    Ok(())
}

/// Takes from the account what it has given up; it stays at its version, whose event does the rest.
pub(super) async fn let_go(
    app: &App,
    account_id: AccountId,
    told: Told,
) -> Result<(), store::Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    if let Some(held) = store::account::hold(&mut transaction, account_id).await?
        && login_contact::is_behind(&mut transaction, account_id, told.version).await?
    {
        let known = login_contact::list(&mut transaction, account_id).await?;
        let plan = plan(&known, told.wanted).of_what_goes();
        let logins = change(&mut transaction, account_id, &known, &plan).await?;
        note(app, &mut transaction, &held, logins, now).await?;
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
    let mut logins = change(connection, account_id, &known, &plan).await?;
    for wanted in &plan.new {
        if insert(connection, account_id, wanted, now).await? == Logins::Changed {
            logins = Logins::Changed;
        }
    }
    Ok(logins)
}

/// Makes the contacts that are here what the plan says.
async fn change(
    connection: &mut PgConnection,
    account_id: AccountId,
    known: &[Known],
    plan: &Plan,
) -> Result<Logins, store::Error> {
    login_contact::delete(connection, account_id, &plan.gone).await?;
    for (known, wanted) in &plan.kept {
        login_contact::update(connection, account_id, known, wanted).await?;
    }
    Ok(if plan.changes_logins(known) {
        Logins::Changed
    } else {
        Logins::Same
    })
}

async fn note(
    app: &App,
    connection: &mut PgConnection,
    held: &Held,
    logins: Logins,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    if logins == Logins::Changed {
        store::security_event::append(connection, &event(app, held, now)?).await?;
        tracing::info!(account.id = %held.id, "login contacts changed");
    }
    Ok(())
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
