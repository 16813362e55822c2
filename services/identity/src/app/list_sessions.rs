//! Lists a person's own live sessions, the newest first.

use kabinet_access::EndUser;
use kabinet_env::id::SessionId;
use thiserror::Error;
use uuid::Uuid;

use super::App;
use super::page::Page;
use crate::domain::session::Session;
use crate::store;
use crate::vault::AccountKey;

pub(crate) struct Output {
    pub(crate) sessions: Vec<Session>,
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
    let now = app.env.now();
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    let mut stored =
        store::session::list(&mut connection, account_id, below, now, page.rows()).await?;
    let key = store::account::wrapped_key(&mut connection, account_id).await?;
    let Some(key) = key else {
        return Ok(Output {
            sessions: Vec::new(),
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
        Some(last) if more => {
            let pages = app.vault.session_pages();
            pages.write(account_id.uuid().as_bytes(), &last.id)
        }
        _ => String::new(),
    };
    let sessions = stored
        .into_iter()
        .map(|stored| read(user, &key, stored))
        .collect::<Result<_, store::Error>>()?;
    Ok(Output {
        sessions,
        next_page_token,
    })
}

fn below(app: &App, user: &EndUser, page: &Page) -> Result<SessionId, Error> {
    if page.is_first() {
        return Ok(SessionId::from_uuid(Uuid::max()));
    }
    let pages = app.vault.session_pages();
    let last = pages.read(user.account_id.uuid().as_bytes(), &page.token);
    last.ok_or(Error::PageToken)
}

fn read(
    user: &EndUser,
    key: &AccountKey,
    stored: store::session::Stored,
) -> Result<Session, store::Error> {
    Ok(Session {
        id: stored.id,
        account_id: user.account_id,
        place: key.open_session_place(stored.id, &stored.sealed_place)?,
        methods: stored.methods,
        create_time: stored.create_time,
        authentication_time: stored.authentication_time,
        last_use_time: stored.last_use_time,
        expire_time: stored.expire_time,
    })
}
