//! Tells whether a login name is acceptable and free.

use thiserror::Error;

use super::App;
use super::client::Client;
use crate::domain::finding::Finding;
use crate::domain::login_name::LoginName;
use crate::store;
use crate::store::login_name::Availability;
use crate::throttle::Limited;

pub(crate) struct Output {
    pub(crate) availability: Availability,
    pub(crate) findings: Vec<Finding>,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Limited(#[from] Limited),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, login: &str, client: &Client) -> Result<Output, Error> {
    app.throttle
        .take(&app.limits.check(&app.vault, client))
        .await?;
    let login = match LoginName::parse(login, &app.reserved) {
        Ok(login) => login,
        Err(findings) => {
            return Ok(Output {
                availability: Availability::Taken,
                findings,
            });
        }
    };
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    let indexes = app.vault.login_indexes(&login);
    let now = app.env.now();
    Ok(Output {
        availability: store::login_name::availability(&mut connection, &indexes, now).await?,
        findings: Vec::new(),
    })
}
