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

/// One event as its owner sees it.
pub(crate) struct SecurityEvent {
    pub(crate) sequence: i64,
    pub(crate) kind: Kind,
    pub(crate) session_id: Option<SessionId>,
    pub(crate) place: Place,
    pub(crate) occur_time: OffsetDateTime,
    /// Failures of strangers between the event before and this one that were counted only.
    pub(crate) unlisted_failures: i64,
}

#[derive(Default)]
pub(crate) struct Output {
    pub(crate) events: Vec<SecurityEvent>,
    pub(crate) next_page_token: String,
    /// Failures of strangers since the newest event that were counted only; on the first page.
    pub(crate) unlisted_failures: i64,
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
    let listed =
        store::security_event::list(&mut connection, account_id, below, page.rows()).await?;
    let Some(mut listed) = listed else {
        return Ok(Output::default());
    };
    let key = app
        .vault
        .open_account_key(account_id, &listed.wrapped_key)
        .map_err(store::Error::from)?;
    let more = listed.events.len() > page.limit();
    listed.events.truncate(page.limit());
    let next_page_token = match listed.events.last() {
        Some(last) if more => {
            let pages = app.vault.event_pages();
            pages.write(account_id.uuid().as_bytes(), &last.sequence)
        }
        _ => String::new(),
    };
    let events = listed
        .events
        .iter()
        .map(|stored| read(user, &key, stored))
        .collect::<Result<_, store::Error>>()?;
    Ok(Output {
        events,
        next_page_token,
        unlisted_failures: if page.is_first() {
            listed.unlisted_failures
        } else {
            0
        },
    })
}

fn below(app: &App, user: &EndUser, page: &Page) -> Result<i64, Error> {
    if page.is_first() {
        return Ok(i64::MAX);
    }
    let pages = app.vault.event_pages();
    let last = pages.read(user.account_id.uuid().as_bytes(), &page.token);
    last.ok_or(Error::PageToken)
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
        unlisted_failures: stored.unlisted_failures,
    })
}
