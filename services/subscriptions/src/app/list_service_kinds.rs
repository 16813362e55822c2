//! Lists what can be linked in a region.

use thiserror::Error;

use super::App;
use crate::domain::catalog::Offer;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the operator does not serve the region")]
    RegionUnknown,
}

pub(crate) fn run<'a>(app: &'a App, region_code: &str) -> Result<&'a [Offer], Error> {
    app.catalog.offers(region_code).ok_or(Error::RegionUnknown)
}
