//! Lists the account's links, the newest first.

use kabinet_env::id::AccountId;
use thiserror::Error;

use super::App;
use super::link_view::{self, View};
use crate::store;

/// Links of a page when the caller does not say.
const PAGE_SIZE_DEFAULT: usize = 50;
/// Most links of a page.
const PAGE_SIZE_MAX: usize = 200;

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) page_size: usize,
    pub(crate) page_token: String,
}

pub(crate) struct Output {
    pub(crate) links: Vec<View>,
    pub(crate) next_page_token: String,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the page token was not made by this call")]
    PageToken,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: &Input) -> Result<Output, Error> {
    let account_id = input.account_id;
    let before = match input.page_token.as_str() {
        "" => None,
        token => {
            let last = app.vault.read_link_page(account_id, token);
            Some(last.ok_or(Error::PageToken)?)
        }
    };
    let size = match input.page_size {
        0 => PAGE_SIZE_DEFAULT,
        size => size.min(PAGE_SIZE_MAX),
    };
    // One more than the page has tells that there is another.
    let limit = i64::try_from(size + 1).expect("a page is small");
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    let now = app.env.now();
    let mut links = store::link::list(&mut connection, account_id, before, limit, now).await?;
    let more = links.len() > size;
    links.truncate(size);
    let next_page_token = match links.last() {
        Some(last) if more => app.vault.link_page(account_id, last.id),
        _ => String::new(),
    };
    let links = links.into_iter().map(|link| link_view::open(app, link));
    Ok(Output {
        links: links.collect::<Result<_, _>>()?,
        next_page_token,
    })
}
