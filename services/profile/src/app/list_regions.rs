//! Lists the operator's regions, a page at a time.

use super::App;
use crate::domain::region_directory::Region;

/// Regions of a page when the caller does not say.
const PAGE_SIZE_DEFAULT: usize = 100;
/// Most regions of a page.
const PAGE_SIZE_MAX: usize = 500;

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

impl App {
    /// Lists the page that a token names; an empty token names the first.
    pub(crate) fn list_regions(
        &self,
        page_size: usize,
        page_token: &str,
    ) -> Result<Output<'_>, Error> {
        let after = self.last_of_previous_page(page_token)?;
        let size = match page_size {
            0 => PAGE_SIZE_DEFAULT,
            size => size.min(PAGE_SIZE_MAX),
        };
        let mut regions = self.admission.regions().after(&after, size + 1);
        let more = regions.len() > size;
        regions.truncate(size);
        let next_page_token = match regions.last() {
            Some(last) if more => self.region_pages.seal(last.code.as_bytes()),
            _ => String::new(),
        };
        Ok(Output {
            regions,
            next_page_token,
        })
    }

    fn last_of_previous_page(&self, page_token: &str) -> Result<String, Error> {
        if page_token.is_empty() {
            return Ok(String::new());
        }
        self.region_pages
            .open(page_token)
            .and_then(|code| String::from_utf8(code).ok())
            .ok_or(Error::PageToken)
    }
}
