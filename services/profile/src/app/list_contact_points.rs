//! Shows a person their contact points, masked.

use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;
use time::OffsetDateTime;

use super::App;
use crate::{
    domain::{access::Purpose, contact_point::ContactPointState},
    store::{
        self,
        contact_point::{ContactPointRow, ReplacementRow},
    },
    vault::{self, AccountVault},
};

/// Whose contact points.
#[derive(Debug)]
pub(crate) struct Input {
    /// Account.
    pub(crate) account_id: AccountId,
    /// Who reads.
    pub(crate) reader: String,
}

/// A contact point with its middle hidden.
#[derive(Debug)]
pub(crate) struct MaskedContactPoint {
    /// Kind.
    pub(crate) kind: ContactKind,
    /// Masked value.
    pub(crate) masked_value: String,
    /// State.
    pub(crate) state: ContactPointState,
    /// Whether the person chose it.
    pub(crate) preferred: bool,
    /// When it was proven.
    pub(crate) confirm_time: Option<OffsetDateTime>,
    /// From when on it recovers access.
    pub(crate) recovery_time: Option<OffsetDateTime>,
    /// Time of creation.
    pub(crate) create_time: OffsetDateTime,
    /// What waits to take its place.
    pub(crate) replacement: Option<MaskedReplacement>,
}

/// A value that waits, with its middle hidden.
#[derive(Debug)]
pub(crate) struct MaskedReplacement {
    /// Masked value.
    pub(crate) masked_value: String,
    /// Time of creation.
    pub(crate) create_time: OffsetDateTime,
    /// When it is forgotten.
    pub(crate) expire_time: OffsetDateTime,
}

/// Says why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// A contact does not open.
    #[error("opening a contact")]
    Vault(#[from] vault::Error),
    /// The contacts' rows cannot be had.
    #[error("reading the contacts")]
    Store(#[from] store::Error),
}

/// Shows the contact points, the mobile number first, and notes the reading.
pub(crate) async fn run(app: &App, input: Input) -> Result<Vec<MaskedContactPoint>, Error> {
    let id = input.account_id;
    let access = app.access(input.reader, Purpose::OwnContacts);
    let rows = store::contact_point::list(&app.pool, id, &access).await?;
    if rows.is_empty() {
        return Err(Error::NotFound);
    }
    rows.iter().map(|row| masked(app, id, row)).collect()
}

fn masked(app: &App, id: AccountId, row: &ContactPointRow) -> Result<MaskedContactPoint, Error> {
    let account = app.vault.account(id, &row.data_key)?;
    let contact = account.open_contact(row.kind, &row.value)?;
    Ok(MaskedContactPoint {
        kind: row.kind,
        masked_value: contact.masked(),
        state: row.state,
        preferred: row.preferred,
        confirm_time: row.confirm_time,
        recovery_time: row.recovery_time,
        create_time: row.create_time,
        replacement: row
            .replacement
            .as_ref()
            .map(|waiting| replacement(&account, row.kind, waiting))
            .transpose()?,
    })
}

fn replacement(
    account: &AccountVault,
    kind: ContactKind,
    row: &ReplacementRow,
) -> Result<MaskedReplacement, vault::Error> {
    let contact = account.open_new_contact(row.change_id, kind, &row.value)?;
    Ok(MaskedReplacement {
        masked_value: contact.masked(),
        create_time: row.create_time,
        expire_time: row.expire_time,
    })
}
