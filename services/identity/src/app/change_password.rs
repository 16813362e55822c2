//! Changes the password: one transaction with the end of every other session, and of the trust in
//! every other device.

use kabinet_access::EndUser;
use kabinet_idempotency::Request;
use thiserror::Error;

use super::App;
use super::client::Client;
use super::grant::Grant;
use super::reauthenticate;
use super::replay;
use crate::domain::finding::Finding;
use crate::domain::grant::GrantFacts;
use crate::domain::password::Password;
use crate::passwords;
use crate::store;
use crate::store::account::Account;

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

/// One thing that is wrong with the new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Password(Finding),
    PasswordsDiffer,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the new password breaks the rules")]
    Unacceptable(Vec<Fault>),
    #[error(transparent)]
    Authentication(#[from] reauthenticate::Error),
}

impl From<replay::Error> for Error {
    fn from(error: replay::Error) -> Self {
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
            if let Some(facts) = replay::find::<GrantFacts>(&mut connection, request).await? {
                return Ok(app.grant(facts, &input.client)?);
            }
            store::account::find(&mut connection, user.account_id).await?
        };
        let account = account.ok_or(reauthenticate::Error::CredentialsInvalid)?;
        reauthenticate::verify(app, user, &account, &input.current, &input.client).await?;
        check(app, &account, &input).await?;
        let record = app.passwords.hash(&input.new).await?;
        if let Some(facts) = write::run(app, &input, &account, &record).await? {
            return Ok(app.grant(facts, &input.client)?);
        }
    }
    Err(reauthenticate::Error::CredentialsInvalid.into())
}

async fn check(app: &App, account: &Account, input: &Input) -> Result<(), Error> {
    let account_id = input.user.account_id;
    let key = app
        .vault
        .open_account_key(account_id, &account.wrapped_key)
        .map_err(store::Error::from)?;
    let login = key
        .open_login(account_id, &account.sealed_login)
        .map_err(store::Error::from)?;
    let assessment = app.assess(&input.new, &login).await;
    let mut faults: Vec<_> = assessment
        .findings
        .into_iter()
        .map(Fault::Password)
        .collect();
    if input.new != input.confirmation {
        faults.push(Fault::PasswordsDiffer);
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Unacceptable(faults))
    }
}
