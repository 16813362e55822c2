//! The first transaction: the account, waiting for its profile, and everything that proves it.

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, SessionId};
use kabinet_idempotency::{Recorded, Request};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::super::App;
use super::super::client::Client;
use super::super::outbox;
use super::{Confirmed, Error, Outcome, Proven, ended};
use crate::domain::login_contact::{Standing, Wanted, Window};
use crate::domain::registration::{NotNow, Registration, Stage, State};
use crate::domain::security_event::{Event, Kind};
use crate::store;
use crate::store::account::NewAccount;
use crate::store::login_contact;

pub(super) async fn run(
    app: &App,
    registration: &Registration,
    proven: &Proven,
    client: &Client,
    request: &Request,
) -> Result<Outcome, Error> {
    let now = app.env.now();
    let outcome = Outcome {
        account_id: AccountId::new(&app.env),
        session_id: SessionId::new(&app.env),
        draft_version: registration.draft_version,
        confirmed: Confirmed::of(proven.channel),
        confirm_time: now,
    };
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut transaction, request, &outcome, now).await?
    {
        return Ok(earlier);
    }
    effect(
        app,
        &mut transaction,
        registration,
        proven,
        client,
        &outcome,
    )
    .await?;
    kabinet_database::commit(transaction, "identity.confirm_registration.account")
        .await
        .map_err(store::Error::from)?;
    app.outbox.wake();
    tracing::info!(
        registration.id = %registration.id,
        account.id = %outcome.account_id,
        "registration confirmed"
    );
    Ok(outcome)
}

async fn effect(
    app: &App,
    connection: &mut PgConnection,
    registration: &Registration,
    proven: &Proven,
    client: &Client,
    outcome: &Outcome,
) -> Result<(), Error> {
    let now = outcome.confirm_time;
    let confirmed = store::registration_end::confirm(
        connection,
        registration.id,
        outcome.draft_version,
        outcome.account_id,
        outcome.session_id,
        now,
    )
    .await?;
    let Some(confirmed) = confirmed else {
        return Err(moved_on(connection, registration, now).await?);
    };
    if !store::proof::consume(connection, proven.verification_id, now).await? {
        return Err(Error::ProofUsed);
    }
    let account_id = outcome.account_id;
    let handed_over = store::login_name::hand_over(
        connection,
        &confirmed.login_key,
        registration.id,
        account_id,
    );
    if !handed_over.await? {
        return Err(ended(State::Expired));
    }
    insert_account(app, connection, registration, &confirmed, client, outcome).await?;
    let kind = proven.channel.contact_kind();
    let login = Wanted {
        kind,
        indexes: match kind {
            ContactKind::Mobile => confirmed.mobile_indexes,
            ContactKind::Email => confirmed.email_indexes,
        },
        standing: Standing::LogsIn,
        recovery: Window::ALWAYS,
    };
    login_contact::release(connection, &login.indexes).await?;
    // Where it logs in another account already, it stays that account's.
    login_contact::insert(connection, account_id, &login, now).await?;
    let fact = outbox::Confirmed {
        registration_id: registration.id,
        draft_version: outcome.draft_version,
        account_id,
        kind,
        time: now,
    };
    outbox::confirmed(&app.env, connection, &fact).await?;
    Ok(())
}

async fn insert_account(
    app: &App,
    connection: &mut PgConnection,
    registration: &Registration,
    confirmed: &store::registration_end::Confirmed,
    client: &Client,
    outcome: &Outcome,
) -> Result<(), store::Error> {
    let (account_id, now) = (outcome.account_id, outcome.confirm_time);
    let login = app
        .vault
        .open_registration_login(registration.id, &confirmed.sealed_login)?;
    let (account_key, wrapped_key) = app.vault.new_account_key(account_id);
    let account = NewAccount {
        id: account_id,
        login_key: &confirmed.login_key,
        sealed_login: &account_key.seal_login(account_id, &login),
        wrapped_key: &wrapped_key,
        create_time: now,
    };
    store::account::insert(connection, &account).await?;
    let record = &confirmed.password_record;
    store::credential::insert_password(connection, account_id, record, now).await?;
    let (terms, accept_time) = (&confirmed.accepted_terms, confirmed.create_time);
    store::account::insert_terms(connection, account_id, terms, accept_time).await?;
    let event = Event {
        account_id,
        kind: Kind::AccountCreated,
        session_id: None,
        sealed_place: account_key.seal_event_place(account_id, &client.place),
        occur_time: now,
    };
    store::security_event::append(connection, &event).await?;
    Ok(())
}

async fn moved_on(
    connection: &mut PgConnection,
    registration: &Registration,
    now: OffsetDateTime,
) -> Result<Error, store::Error> {
    let current = store::registration::find(connection, registration.id, now).await?;
    Ok(
        match current.map(|current| (current.allow(Stage::Confirmation), current)) {
            None => Error::NotFound,
            Some((Err(not_now), _)) => Error::NotNow(not_now),
            // Corrected meanwhile: the code that was right was for the earlier data.
            Some((Ok(()), current)) if current.verification.is_none() => Error::NoCode,
            Some((Ok(()), current)) => Error::NotNow(NotNow::Due(current.due_stage)),
        },
    )
}
