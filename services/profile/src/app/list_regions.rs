//! Lists the operator's regions, a page at a time.

use super::{
    App,
    page::{Page, PageSize},
};
use crate::domain::region_directory::Region;

/// Regions of a page.
const PAGE_SIZE: PageSize = PageSize {
    default: 100,
    max: 500,
};
/// The directory is the same for everybody.
const SCOPE: &[u8] = b"";

/// Which regions.
#[derive(Debug)]
pub(crate) struct Input {
    /// Page.
    pub(crate) page: Page,
}

/// One page.
#[derive(Debug)]
pub(crate) struct Output<'a> {
    /// Regions.
    pub(crate) regions: Vec<&'a Region>,
    /// Token of the next page; empty on the last.
    pub(crate) next_page_token: String,
}

/// Says why there is no page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The token was not made here.
    #[error("the page token was not made by this call")]
    PageToken,
}

/// Lists the page that a token names; an empty token names the first.
pub(crate) fn run<'a>(app: &'a App, input: &Input) -> Result<Output<'a>, Error> {
    let after = last_of_previous_page(app, &input.page.token)?;
    let limit = input.page.limit(PAGE_SIZE);
    let mut regions = app.admission.regions().after(&after, limit + 1);
    let more = regions.len() > limit;
    regions.truncate(limit);
    let next_page_token = match regions.last() {
        Some(last) if more => app.region_pages.write(SCOPE, &last.code),
        _ => String::new(),
    };
    Ok(Output {
        regions,
        next_page_token,
    })
}

fn last_of_previous_page(app: &App, token: &str) -> Result<String, Error> {
    if token.is_empty() {
        return Ok(String::new());
    }
    app.region_pages.read(SCOPE, token).ok_or(Error::PageToken)
}
