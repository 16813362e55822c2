//! Opens a session for an identifier and a password.
//!
//! Whoever the identifier leads to, and whether to anybody, the work is the same: one look-up, one
//! take from the limits, one hash, one event.

use std::time::Duration;

use kabinet_env::id::{AccountId, SessionId};
use kabinet_idempotency::{Recorded, Request};
use thiserror::Error;
use uuid::Uuid;

use super::App;
use super::client::Client;
use super::grant::Grant;
use super::notice;
use super::opening::Opening;
use crate::domain::grant::GrantFacts;
use crate::domain::identifier::Identifier;
use crate::domain::password::Password;
use crate::domain::security_event::{Event, Kind};
use crate::domain::session::Method;
use crate::passwords::{self, Freshness, Verdict};
use crate::store;
use crate::store::account::State;
use crate::store::lookup::{DeviceStanding, Found, IdentifierStanding, PasswordStanding};
use crate::throttle::Limited;
use crate::vault::Indexes;

mod rehash;

const METHODS: [Method; 1] = [Method::Password];

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) identifier: String,
    pub(crate) password: Password,
    pub(crate) client: Client,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the identifier and the password do not fit together")]
    CredentialsInvalid,
    #[error("the account waits for its profile")]
    NotReady,
    #[error("the password is right, and void")]
    ResetRequired,
    #[error(transparent)]
    Limited(#[from] Limited),
    #[error("the password hashing is overloaded")]
    Overloaded { retry_after: Duration },
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &std::sync::Arc<App>, input: Input) -> Result<Grant, Error> {
    let request = &input.request;
    let identifier = Identifier::of(&input.identifier);
    let indexes = app.vault.identifier_indexes(&identifier);
    let device_hash = input.client.device_hash();
    let found = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        if let Some(facts) =
            kabinet_idempotency::find::<GrantFacts>(&mut connection, request).await?
        {
            return Ok(app.grant(facts, &input.client)?);
        }
        let device_hash = device_hash.as_ref().map(<[u8; 32]>::as_slice);
        store::lookup::find(&mut connection, &identifier, &indexes, device_hash).await?
    };

    let standing = found
        .as_ref()
        .map_or(DeviceStanding::Unknown, |found| found.device);
    let budgets = app.limits.login(
        &app.vault,
        &indexes,
        &input.password,
        &input.client,
        standing,
    );
    app.throttle.take(&budgets).await?;
    let record = found
        .as_ref()
        .and_then(|found| found.password_record.as_deref());
    let verdict = match app.passwords.verify(&input.password, record).await {
        Ok(verdict) => verdict,
        Err(passwords::Error::Overloaded { retry_after }) => {
            app.throttle.give_back(&budgets).await;
            return Err(Error::Overloaded { retry_after });
        }
    };

    match (found, verdict) {
        (Some(found), Verdict::Right(_)) if found.state == State::Activating => {
            app.throttle.give_back(&budgets).await;
            Err(Error::NotReady)
        }
        (Some(found), Verdict::Right(_))
            if found.state == State::Active && found.password == PasswordStanding::Void =>
        {
            // Somebody else may know it: an attempt like any other that fails.
            note_failure(app, Some(&found), standing, &input.client).await?;
            Err(Error::ResetRequired)
        }
        (Some(found), Verdict::Right(freshness)) if found.state == State::Active => {
            app.throttle.give_back(&budgets).await;
            let facts = open(app, &found, &indexes, &input.client, request).await?;
            if freshness == Freshness::Stale {
                rehash::start(app, &found, input.password);
            }
            Ok(app.grant(facts, &input.client)?)
        }
        (found, _) => {
            note_failure(app, found.as_ref(), standing, &input.client).await?;
            Err(Error::CredentialsInvalid)
        }
    }
}

async fn open(
    app: &App,
    found: &Found,
    indexes: &Indexes,
    client: &Client,
    request: &Request,
) -> Result<GrantFacts, Error> {
    let account_key = app
        .vault
        .open_account_key(found.account_id, &found.wrapped_key)
        .map_err(store::Error::from)?;
    let opening = Opening {
        account_id: found.account_id,
        session_id: SessionId::new(&app.env),
        epoch: found.epoch,
        account_key: &account_key,
        methods: &METHODS,
        client,
        device: found.device,
        now: app.env.now(),
    };
    let facts = opening.facts(app);
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut transaction, request, &facts, opening.now).await?
    {
        return Ok(earlier);
    }
    let Some(device) = opening.write(app, &mut transaction, &facts).await? else {
        // Locked, or given another password, since the look-up.
        return Err(Error::CredentialsInvalid);
    };
    if found.identifier == IdentifierStanding::Stale {
        store::credential::renew_identifier(&mut transaction, found.account_id, indexes).await?;
    }
    if device == DeviceStanding::Unknown {
        let (env, account_id, session_id) = (&app.env, opening.account_id, opening.session_id);
        let now = opening.now;
        notice::new_login(env, &mut transaction, account_id, session_id, client, now).await?;
    }
    kabinet_database::commit(transaction, "identity.login")
        .await
        .map_err(store::Error::from)?;
    if device == DeviceStanding::Unknown {
        app.outbox.wake();
    }
    Ok(facts)
}

/// Notes the failed attempt; for an account that does not exist the same statement changes nothing.
async fn note_failure(
    app: &App,
    found: Option<&Found>,
    standing: DeviceStanding,
    client: &Client,
) -> Result<(), store::Error> {
    let (account_id, sealed_place) = match found {
        Some(found) => {
            let key = app
                .vault
                .open_account_key(found.account_id, &found.wrapped_key)?;
            (
                found.account_id,
                key.seal_event_place(found.account_id, &client.place),
            )
        }
        None => (
            AccountId::from_uuid(Uuid::nil()),
            app.vault.stand_in_place(&client.place),
        ),
    };
    let event = Event {
        account_id,
        kind: Kind::LoginFailed,
        session_id: None,
        sealed_place,
        occur_time: app.env.now(),
    };
    let mut connection = app.pool.acquire().await?;
    match standing {
        DeviceStanding::Known => {
            store::security_event::append_failure(&mut connection, &event).await?;
        }
        DeviceStanding::Unknown => {
            store::security_event::stranger::note_failure(&mut connection, &event).await?;
        }
    }
    Ok(())
}
