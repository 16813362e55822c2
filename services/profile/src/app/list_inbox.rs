//! Lists what a person was told, the newest first.

use kabinet_env::id::{AccountId, NoticeId};
use uuid::Uuid;

use super::{
    App,
    page::{Page, PageSize},
};
use crate::{domain::notice::InboxItem, store};

/// Items of a page.
const PAGE_SIZE: PageSize = PageSize {
    default: 50,
    max: 200,
};

/// Whose inbox.
#[derive(Debug)]
pub(crate) struct Input {
    /// Account.
    pub(crate) account_id: AccountId,
    /// Page.
    pub(crate) page: Page,
}

/// One page.
#[derive(Debug)]
pub(crate) struct Output {
    /// Items.
    pub(crate) items: Vec<InboxItem>,
    /// Token of the next page; empty on the last.
    pub(crate) next_page_token: String,
}

/// Says why there is no page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The token was not made here for this account.
    #[error("the page token was not made by this call")]
    PageToken,
    /// The rows cannot be had.
    #[error("reading the inbox")]
    Store(#[from] store::Error),
}

/// Lists the page that a token names; an empty token names the first.
pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let account_id = input.account_id;
    let before = last_of_previous_page(app, &input)?;
    let limit = input.page.limit(PAGE_SIZE);
    // One more tells that there is another page.
    let rows = i64::try_from(limit + 1).expect("a page is small");
    let now = app.env.now();
    let mut items = store::notice::list(&app.pool, account_id, before, now, rows).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next_page_token = match items.last() {
        Some(last) if more => app.inbox_pages.write(&scope(account_id), &last.id),
        _ => String::new(),
    };
    Ok(Output {
        items,
        next_page_token,
    })
}

fn last_of_previous_page(app: &App, input: &Input) -> Result<NoticeId, Error> {
    let token = &input.page.token;
    if token.is_empty() {
        return Ok(NoticeId::from_uuid(Uuid::max()));
    }
    app.inbox_pages
        .read(&scope(input.account_id), token)
        .ok_or(Error::PageToken)
}

/// A token leads through the inbox of its account only.
fn scope(account_id: AccountId) -> [u8; 16] {
    account_id.uuid().into_bytes()
}
