//! Sets a new password: one transaction with the end of every session, of the trust in every device,
//! and of every other recovery.

mod write;

use std::time::Duration;

use kabinet_idempotency::Request;
use thiserror::Error;

use super::App;
use super::client::Client;
use super::new_password::{self, Fault, Unacceptable};
use super::recovery::{self, Claim};
use crate::domain::password::Password;
use crate::domain::recovery::{NotNow, Step};
use crate::passwords::{self, Verdict};
use crate::store;
use crate::store::account::Account;
use crate::store::lookup::PasswordStanding;

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) claim: Claim,
    pub(crate) new: Password,
    pub(crate) confirmation: Password,
    pub(crate) client: Client,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such recovery")]
    NotFound,
    #[error("the step cannot be done now")]
    NotNow(NotNow),
    #[error(transparent)]
    Unacceptable(#[from] Unacceptable),
    #[error("the password hashing is overloaded")]
    Overloaded { retry_after: Duration },
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

impl From<new_password::Error> for Error {
    fn from(error: new_password::Error) -> Self {
        match error {
            new_password::Error::Unacceptable(faults) => Self::Unacceptable(faults),
            new_password::Error::Storage(error) => Self::Storage(error),
        }
    }
}

impl From<passwords::Error> for Error {
    fn from(error: passwords::Error) -> Self {
        let passwords::Error::Overloaded { retry_after } = error;
        Self::Overloaded { retry_after }
    }
}

pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let (recovery, account) = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        let found = recovery::by_ticket(app, &mut connection, &input.claim).await?;
        let recovery = found.ok_or(Error::NotFound)?;
        if let Some(()) = kabinet_idempotency::find(&mut connection, &input.request).await? {
            return Ok(());
        }
        let account = store::account::find(&mut connection, recovery.account_id).await?;
        (recovery, account.ok_or(Error::NotFound)?)
    };
    recovery
        .allow(Step::Password, app.recovery_demand)
        .map_err(Error::NotNow)?;
    new_password::check(app, &account, &input.new, &input.confirmation).await?;
    refuse_void(app, &account, &input.new).await?;
    let record = app.passwords.hash(&input.new).await?;
    write::run(app, &input, &recovery, &account, &record).await
}

/// Refuses the password that was made void. It is void until a recovery is completed, and that ends
/// every other one: what was read here holds when the new one is written.
async fn refuse_void(app: &App, account: &Account, new: &Password) -> Result<(), Error> {
    match account.password {
        PasswordStanding::Good => return Ok(()),
        PasswordStanding::Void => {}
    }
    let record = account.password_record.as_deref();
    match app.passwords.verify(new, record).await? {
        Verdict::Right(_) => Err(Unacceptable(vec![Fault::PasswordVoid]).into()),
        Verdict::Wrong => Ok(()),
    }
}
