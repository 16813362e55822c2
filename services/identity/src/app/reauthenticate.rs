//! Proves again, within a session, that the person knows the password.

use std::time::Duration;

use kabinet_access::EndUser;
use kabinet_idempotency::{Recorded, Request};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::OffsetDateTime;

use super::App;
use super::client::Client;
use crate::domain::password::Password;
use crate::domain::security_event::{Event, Kind};
use crate::domain::session::Method;
use crate::passwords::{self, Verdict};
use crate::store;
use crate::store::account::{Account, State};
use crate::throttle::Limited;
use crate::vault::AccessToken;

const METHODS: [Method; 1] = [Method::Password];

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) user: EndUser,
    pub(crate) password: Password,
    pub(crate) client: Client,
}

pub(crate) struct Output {
    pub(crate) access_token: String,
    pub(crate) expire_time: OffsetDateTime,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the password is wrong")]
    CredentialsInvalid,
    #[error(transparent)]
    Limited(#[from] Limited),
    #[error("the password hashing is overloaded")]
    Overloaded { retry_after: Duration },
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

#[derive(Serialize, Deserialize)]
struct Outcome {
    issue_time: OffsetDateTime,
    session_expire_time: OffsetDateTime,
    epoch: i64,
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let (request, user, client) = (&input.request, &input.user, &input.client);
    let account = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        if let Some(outcome) = kabinet_idempotency::find(&mut connection, request).await? {
            return Ok(answer(app, user, client, &outcome));
        }
        store::account::find(&mut connection, user.account_id).await?
    };
    let account = account.ok_or(Error::CredentialsInvalid)?;
    verify(app, user, &account, &input.password, client).await?;
    let outcome = write(app, user, &account, client, request).await?;
    app.tokens.forget_session(user.session_id);
    Ok(answer(app, user, client, &outcome))
}

/// Compares the password of a person who has a session; wrong attempts are counted and noted.
pub(super) async fn verify(
    app: &App,
    user: &EndUser,
    account: &Account,
    password: &Password,
    client: &Client,
) -> Result<(), Error> {
    let budgets = app
        .limits
        .reauthentication(&app.vault, user.account_id, user.session_id);
    app.throttle.take(&budgets).await?;
    let record = account.password_record.as_deref();
    let verdict = match app.passwords.verify(password, record).await {
        Ok(verdict) => verdict,
        Err(passwords::Error::Overloaded { retry_after }) => {
            app.throttle.give_back(&budgets).await;
            return Err(Error::Overloaded { retry_after });
        }
    };
    if matches!(verdict, Verdict::Right(_)) && account.state == State::Active {
        app.throttle.give_back(&budgets).await;
        return Ok(());
    }
    let event = event(app, user, account, client, Kind::LoginFailed, app.env.now())?;
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    store::security_event::append_failure(&mut connection, &event).await?;
    Err(Error::CredentialsInvalid)
}

pub(super) fn event(
    app: &App,
    user: &EndUser,
    account: &Account,
    client: &Client,
    kind: Kind,
    now: OffsetDateTime,
) -> Result<Event, store::Error> {
    let key = app
        .vault
        .open_account_key(user.account_id, &account.wrapped_key)?;
    Ok(Event {
        account_id: user.account_id,
        kind,
        session_id: Some(user.session_id),
        sealed_place: key.seal_event_place(user.account_id, &client.place),
        occur_time: now,
    })
}

async fn write(
    app: &App,
    user: &EndUser,
    account: &Account,
    client: &Client,
    request: &Request,
) -> Result<Outcome, Error> {
    let now = app.env.now();
    let event = event(app, user, account, client, Kind::Reauthenticated, now)?;
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    // First, because it locks the account.
    store::security_event::append(&mut transaction, &event).await?;
    let authenticated = store::session::authenticate(
        &mut transaction,
        user.account_id,
        user.session_id,
        account.epoch,
        now,
    );
    let outcome = Outcome {
        issue_time: now,
        session_expire_time: authenticated.await?.ok_or(Error::CredentialsInvalid)?,
        epoch: account.epoch,
    };
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut transaction, request, &outcome, now).await?
    {
        return Ok(earlier);
    }
    kabinet_database::commit(transaction, "identity.reauthenticate")
        .await
        .map_err(store::Error::from)?;
    Ok(outcome)
}

fn answer(app: &App, user: &EndUser, client: &Client, outcome: &Outcome) -> Output {
    // No token outlives its session.
    let lifetime = app
        .lifetimes
        .access_token_until(outcome.issue_time, outcome.session_expire_time);
    let access_token = app.vault.access_token(&AccessToken {
        account_id: user.account_id,
        session_id: user.session_id,
        client_id: &client.name,
        issue_time: outcome.issue_time,
        authentication_time: outcome.issue_time,
        methods: &METHODS,
        epoch: outcome.epoch,
        lifetime,
    });
    Output {
        access_token,
        expire_time: outcome.issue_time + lifetime,
    }
}
