//! Changes a refresh token for its successor.

use kabinet_seal::token::SecretToken;
use thiserror::Error;
use time::OffsetDateTime;

use super::App;
use super::client::Client;
use super::grant::Grant;
use crate::domain::grant::{Device, GrantFacts};
use crate::domain::refresh::{self, SecondUse, Use};
use crate::domain::security_event::{Event, Kind};
use crate::domain::session::EndReason;
use crate::store;
use crate::store::refresh_token::{Liveness, NewToken, Stored, UsedToken};
use crate::vault::Vault;

mod trace;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the refresh token is not good")]
    Invalid,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, token: &str, client: &Client) -> Result<Grant, Error> {
    let token = Vault::parse_refresh_token(token).ok_or(Error::Invalid)?;
    let now = app.env.now();
    let hash = [token.sha256().to_vec()];
    let Some(stored) = find(app, &hash, now).await? else {
        trace::run(app, &token, client, now).await?;
        return Err(Error::Invalid);
    };
    check(&stored, client, now)?;
    if stored.first_use.is_some() {
        return again(app, &token, &stored, client, now).await;
    }
    if let Some(grant) = rotate(app, &token, &stored, client, now).await? {
        return Ok(grant);
    }
    // Somebody was faster with the same token: the same client again, or a thief.
    let Some(stored) = find(app, &hash, now).await? else {
        trace::run(app, &token, client, now).await?;
        return Err(Error::Invalid);
    };
    check(&stored, client, now)?;
    again(app, &token, &stored, client, now).await
}

async fn find(
    app: &App,
    hashes: &[Vec<u8>],
    now: OffsetDateTime,
) -> Result<Option<Stored>, store::Error> {
    let mut connection = app.pool.acquire().await?;
    store::refresh_token::find(&mut connection, hashes, now).await
}

/// Demands a token of a live session and of this front end; what another one shows is no token (RFC
/// 6749, 10.4). A used one may come after its own end too: its second use ends the session.
fn check(stored: &Stored, client: &Client, now: OffsetDateTime) -> Result<(), Error> {
    let is_in_time = stored.first_use.is_some() || stored.expire_time > now;
    if is_in_time && is_shown_by_its_own(stored, client) {
        Ok(())
    } else {
        Err(Error::Invalid)
    }
}

fn is_shown_by_its_own(stored: &Stored, client: &Client) -> bool {
    stored.liveness == Liveness::Live && stored.client_id == client.name
}

/// Uses the token; nothing when it was used meanwhile.
async fn rotate(
    app: &App,
    token: &SecretToken,
    stored: &Stored,
    client: &Client,
    now: OffsetDateTime,
) -> Result<Option<Grant>, Error> {
    let counter = stored.counter + 1;
    let kid = app.vault.token_kid();
    let successor = app
        .vault
        .successor(&kid, token)
        .map_err(store::Error::from)?;
    let (account_id, session_id) = (stored.account_id, stored.session_id);
    let expire_time = app.lifetimes.idle_end(now, stored.session_expire_time);
    // With the successor's key: a repeat makes the same mark, whichever key is current by then.
    let mark = app
        .vault
        .device_mark(&kid, client.device_token.as_ref(), &client.place)
        .map_err(store::Error::from)?;

    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    // The session before the token, as everywhere: two orders would be a deadlock.
    let live = store::session::renew(
        &mut transaction,
        account_id,
        session_id,
        stored.family,
        now,
        expire_time,
    );
    if !live.await? {
        return Err(Error::Invalid);
    }
    let next = successor.sha256();
    let used = UsedToken {
        hash: token.sha256(),
        device: &mark,
        successor_kid: &kid,
        successor_hash: &next,
        use_time: now,
        expire_time: stored.session_expire_time,
    };
    if !store::refresh_token::r#use(&mut transaction, &used).await? {
        return Ok(None);
    }
    let new = NewToken {
        hash: next,
        account_id,
        session_id,
        family: stored.family,
        counter,
        create_time: now,
        expire_time,
    };
    store::refresh_token::insert(&mut transaction, &new).await?;
    if refresh::is_time_to_thin(counter) {
        let kept_every = refresh::KEPT_EVERY;
        store::refresh_token::thin(&mut transaction, account_id, session_id, kept_every).await?;
    }
    kabinet_database::commit(transaction, "identity.refresh_session")
        .await
        .map_err(store::Error::from)?;
    Ok(Some(grant(app, stored, client, successor, now)?))
}

async fn again(
    app: &App,
    token: &SecretToken,
    stored: &Stored,
    client: &Client,
    now: OffsetDateTime,
) -> Result<Grant, Error> {
    let Some(first_use) = &stored.first_use else {
        return Err(Error::Invalid);
    };
    let kid = &first_use.successor_kid;
    let mark = app
        .vault
        .device_mark(kid, client.device_token.as_ref(), &client.place)
        .ok();
    let mark = mark.as_ref().map(<[u8; 32]>::as_slice);
    let first = Use {
        time: first_use.time,
        device: &first_use.device,
        successor: first_use.successor,
    };
    match refresh::judge(first, mark, now) {
        SecondUse::Retry => {
            let successor = app
                .vault
                .successor(kid, token)
                .map_err(store::Error::from)?;
            Ok(grant(app, stored, client, successor, now)?)
        }
        SecondUse::Theft => {
            end(app, stored, client, now).await?;
            Err(Error::Invalid)
        }
    }
}

/// Ends the session, whoever holds its tokens.
async fn end(
    app: &App,
    stored: &Stored,
    client: &Client,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let (account_id, session_id) = (stored.account_id, stored.session_id);
    let key = app
        .vault
        .open_account_key(account_id, &stored.wrapped_key)?;
    let event = Event {
        account_id,
        kind: Kind::RefreshTokenReused,
        session_id: Some(session_id),
        sealed_place: key.seal_event_place(account_id, &client.place),
        occur_time: now,
    };
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    store::security_event::append(&mut transaction, &event).await?;
    let reason = EndReason::TokenReused;
    if !store::session_end::one(&mut transaction, account_id, session_id, reason, now).await? {
        return Ok(());
    }
    kabinet_database::commit(transaction, "identity.refresh_session.reuse").await?;
    app.tokens.forget_session(session_id);
    tracing::warn!(account.id = %account_id, session.id = %session_id, "refresh token reused");
    Ok(())
}

fn grant(
    app: &App,
    stored: &Stored,
    client: &Client,
    successor: SecretToken,
    now: OffsetDateTime,
) -> Result<Grant, store::Error> {
    let facts = GrantFacts {
        account_id: stored.account_id,
        session_id: stored.session_id,
        issue_time: now,
        create_time: stored.create_time,
        authentication_time: stored.authentication_time,
        expire_time: stored.session_expire_time,
        idle_expire_time: app.lifetimes.idle_end(now, stored.session_expire_time),
        epoch: stored.epoch,
        methods: stored.methods.clone(),
        token_kid: stored.token_kid.clone(),
        refresh_family: stored.family,
        device: Device::Sent,
    };
    // Never the device's own token to one that did not show it: that might be a thief.
    let device_token = client.device_token.clone();
    let mut grant = app.grant_with(facts, client, successor, device_token);
    let key = app
        .vault
        .open_account_key(stored.account_id, &stored.wrapped_key)?;
    grant.session.place = key.open_session_place(stored.session_id, &stored.sealed_place)?;
    Ok(grant)
}
