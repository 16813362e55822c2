//! What follows the first transaction, as often as it is asked for: the profile, then the session.

use super::super::App;
use super::super::client::Client;
use super::super::grant::Grant;
use super::super::opening::Opening;
use super::{Error, Outcome, ended};
use crate::domain::grant::{Device, GrantFacts};
use crate::domain::registration::{Registration, State};
use crate::domain::session::Method;
use crate::peers::Activation;
use crate::store;
use crate::store::account;
use crate::store::lookup::DeviceStanding;

const METHODS: [Method; 2] = [Method::Password, Method::OneTimeCode];
/// Credentials of an account that has never changed them.
const FIRST_EPOCH: i64 = 1;

pub(super) async fn run(
    app: &App,
    registration: &Registration,
    outcome: &Outcome,
    client: &Client,
) -> Result<Grant, Error> {
    let (account, session) = find(app, outcome).await?;
    if let Some(session) = session {
        return Ok(app.grant(facts(app, outcome, session), client)?);
    }
    if account.state == account::State::Activating {
        activate(app, registration, outcome).await?;
    }
    open(app, outcome, &account, client).await
}

async fn find(
    app: &App,
    outcome: &Outcome,
) -> Result<(account::Account, Option<store::session::Stored>), Error> {
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    let account = account::find(&mut connection, outcome.account_id).await?;
    let account = account.ok_or_else(|| ended(State::Confirmed))?;
    let session =
        store::session::find(&mut connection, outcome.account_id, outcome.session_id).await?;
    Ok((account, session))
}

async fn activate(app: &App, registration: &Registration, outcome: &Outcome) -> Result<(), Error> {
    let activation = Activation {
        registration_id: registration.id,
        draft_version: outcome.draft_version,
        account_id: outcome.account_id,
        confirmed_kind: outcome.confirmed.channel().contact_kind(),
        confirm_time: outcome.confirm_time,
    };
    app.peers.activate(activation).await.map_err(Error::Profile)
}

async fn open(
    app: &App,
    outcome: &Outcome,
    account: &account::Account,
    client: &Client,
) -> Result<Grant, Error> {
    let account_key = app
        .vault
        .open_account_key(outcome.account_id, &account.wrapped_key)
        .map_err(store::Error::from)?;
    let opening = Opening {
        account_id: outcome.account_id,
        session_id: outcome.session_id,
        epoch: FIRST_EPOCH,
        account_key: &account_key,
        methods: &METHODS,
        client,
        // No token was issued for an account that comes to be now.
        device: DeviceStanding::Unknown,
        now: app.env.now(),
    };
    let facts = opening.facts(app);
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    account::activate(&mut transaction, outcome.account_id, opening.now).await?;
    let opened = opening.write(app, &mut transaction, &facts).await?;
    if opened.is_some() {
        kabinet_database::commit(transaction, "identity.confirm_registration.session")
            .await
            .map_err(store::Error::from)?;
        return Ok(app.grant(facts, client)?);
    }
    transaction.rollback().await.map_err(store::Error::from)?;
    // Another repeat was faster, or the account has moved on and the person logs in.
    let (_, session) = find(app, outcome).await?;
    let session = session.ok_or_else(|| ended(State::Confirmed))?;
    Ok(app.grant(self::facts(app, outcome, session), client)?)
}

/// Returns the facts of the grant as they were when the session was opened.
fn facts(app: &App, outcome: &Outcome, session: store::session::Stored) -> GrantFacts {
    GrantFacts {
        account_id: outcome.account_id,
        session_id: outcome.session_id,
        issue_time: session.create_time,
        create_time: session.create_time,
        authentication_time: session.create_time,
        expire_time: session.expire_time,
        idle_expire_time: app
            .lifetimes
            .idle_end(session.create_time, session.expire_time),
        epoch: FIRST_EPOCH,
        methods: METHODS.to_vec(),
        token_kid: session.token_kid,
        refresh_family: 0,
        device: Device::Issued,
    }
}
