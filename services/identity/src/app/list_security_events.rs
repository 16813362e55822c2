//! Lists the security events of a person's own account, the newest first.

use kabinet_access::EndUser;
use kabinet_env::id::SessionId;
use thiserror::Error;
use time::OffsetDateTime;

use super::App;
use super::page::Page;
use crate::domain::place::Place;
use crate::domain::security_event::Kind;
use crate::store;
use crate::vault::AccountKey;

const LIST: &str = "security events";

/// One event as its owner sees it.
pub(crate) struct SecurityEvent {
    pub(crate) sequence: i64,
    pub(crate) kind: Kind,
    pub(crate) session_id: Option<SessionId>,
    pub(crate) place: Place,
    pub(crate) occur_time: OffsetDateTime,
}

pub(crate) struct Output {
    pub(crate) events: Vec<SecurityEvent>,
    pub(crate) next_page_token: String,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the page token was not made here")]
    PageToken,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, user: &EndUser, page: &Page) -> Result<Output, Error> {
    let account_id = user.account_id;
    let below = below(app, user, page)?;
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    let mut stored =
        store::security_event::list(&mut connection, account_id, below, page.rows()).await?;
    let key = store::account::wrapped_key(&mut connection, account_id).await?;
    let Some(key) = key else {
        return Ok(Output {
            events: Vec::new(),
            next_page_token: String::new(),
        });
    };
    let key = app
        .vault
        .open_account_key(account_id, &key)
        .map_err(store::Error::from)?;
    let more = stored.len() > page.limit();
    stored.truncate(page.limit());
    let next_page_token = match stored.last() {
        Some(last) if more => app
            .vault
            .page_token(LIST, account_id, &last.sequence.to_be_bytes()),
        _ => String::new(),
    };
    let events = stored
        .iter()
        .map(|stored| read(user, &key, stored))
        .collect::<Result<_, store::Error>>()?;
    Ok(Output {
        events,
        next_page_token,
    })
}

fn below(app: &App, user: &EndUser, page: &Page) -> Result<i64, Error> {
    if page.token.is_empty() {
        return Ok(i64::MAX);
    }
    let last = app
        .vault
        .open_page_token::<8>(LIST, user.account_id, &page.token);
    Ok(i64::from_be_bytes(last.ok_or(Error::PageToken)?))
}

fn read(
    user: &EndUser,
    key: &AccountKey,
    stored: &store::security_event::Stored,
) -> Result<SecurityEvent, store::Error> {
    Ok(SecurityEvent {
        place: key.open_event_place(user.account_id, &stored.sealed_place)?,
        sequence: stored.sequence,
        kind: stored.kind,
        session_id: stored.session_id,
        occur_time: stored.occur_time,
    })
}
