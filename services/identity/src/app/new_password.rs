//! What a new password of an account has to keep.

use thiserror::Error;

use super::App;
use crate::domain::finding::Finding;
use crate::domain::password::Password;
use crate::store;
use crate::store::account::Account;

/// One thing that is wrong with a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Password(Finding),
    PasswordsDiffer,
    /// It is the one that was made void: somebody else may know it.
    PasswordVoid,
}

/// Everything that is wrong with a new password.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the new password breaks the rules")]
pub(crate) struct Unacceptable(pub(crate) Vec<Fault>);

#[derive(Debug, Error)]
pub(super) enum Error {
    #[error(transparent)]
    Unacceptable(#[from] Unacceptable),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// Judges a new password beside the login name of its account.
pub(super) async fn check(
    app: &App,
    account: &Account,
    new: &Password,
    confirmation: &Password,
) -> Result<(), Error> {
    let key = app
        .vault
        .open_account_key(account.id, &account.wrapped_key)
        .map_err(store::Error::from)?;
    let login = key
        .open_login(account.id, &account.sealed_login)
        .map_err(store::Error::from)?;
    let assessment = app.assess(new, &login).await;
    let mut faults: Vec<_> = assessment
        .findings
        .into_iter()
        .map(Fault::Password)
        .collect();
    if new != confirmation {
        faults.push(Fault::PasswordsDiffer);
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Unacceptable(faults).into())
    }
}
