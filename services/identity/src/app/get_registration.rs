//! Shows how far a registration is.

use thiserror::Error;

use super::App;
use super::resume::{self, Resume};
use crate::domain::registration::View;
use crate::store;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such registration")]
    NotFound,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, resume: &Resume) -> Result<View, Error> {
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    let registration = resume::find(app, &mut connection, resume).await?;
    Ok(registration.ok_or(Error::NotFound)?.view())
}
