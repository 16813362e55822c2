//! Changes the password: one transaction with the end of every other session, and of the trust in
//! every other device.

use kabinet_access::EndUser;
use kabinet_idempotency::Request;
use thiserror::Error;

use super::App;
use super::client::Client;
use super::grant::Grant;
use super::new_password::{self, Unacceptable};
use super::reauthenticate;
use crate::domain::grant::GrantFacts;
use crate::domain::password::Password;
use crate::passwords;
use crate::store;

mod write;

/// A record may be renewed by a login between its reading and its replacement, but not for ever.
const MAX_ATTEMPTS: u32 = 3;

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) user: EndUser,
    pub(crate) current: Password,
    pub(crate) new: Password,
    pub(crate) confirmation: Password,
    pub(crate) client: Client,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Unacceptable(#[from] Unacceptable),
    #[error(transparent)]
    Authentication(#[from] reauthenticate::Error),
}

impl From<new_password::Error> for Error {
    fn from(error: new_password::Error) -> Self {
        match error {
            new_password::Error::Unacceptable(faults) => Self::Unacceptable(faults),
            new_password::Error::Storage(error) => error.into(),
        }
    }
}

impl From<kabinet_idempotency::Error> for Error {
    fn from(error: kabinet_idempotency::Error) -> Self {
        Self::Authentication(error.into())
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Authentication(error.into())
    }
}

impl From<passwords::Error> for Error {
    fn from(error: passwords::Error) -> Self {
        let passwords::Error::Overloaded { retry_after } = error;
        Self::Authentication(reauthenticate::Error::Overloaded { retry_after })
    }
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Grant, Error> {
    let (request, user) = (&input.request, &input.user);
    for _ in 0..MAX_ATTEMPTS {
        let account = {
            let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
            if let Some(facts) =
                kabinet_idempotency::find::<GrantFacts>(&mut connection, request).await?
            {
                return Ok(app.grant(facts, &input.client)?);
            }
            store::account::find(&mut connection, user.account_id).await?
        };
        let account = account.ok_or(reauthenticate::Error::CredentialsInvalid)?;
        reauthenticate::verify(app, user, &account, &input.current, &input.client).await?;
        new_password::check(app, &account, &input.new, &input.confirmation).await?;
        let record = app.passwords.hash(&input.new).await?;
        if let Some(facts) = write::run(app, &input, &account, &record).await? {
            return Ok(app.grant(facts, &input.client)?);
        }
    }
    Err(reauthenticate::Error::CredentialsInvalid.into())
}
