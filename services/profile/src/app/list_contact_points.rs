//! Shows a person their contact points, masked.

use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;
use time::OffsetDateTime;

use super::App;
use crate::{
    domain::{access::Purpose, contact_point::ContactPointState},
    store::{self, CorruptRow, contact_point::ContactPointRow},
    vault,
};

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
    /// Time of creation.
    pub(crate) create_time: OffsetDateTime,
}

/// Says why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// A contact's row is corrupt.
    #[error("reading a contact's row")]
    Corrupt(#[from] CorruptRow),
    /// A contact does not open.
    #[error("opening a contact")]
    Vault(#[from] vault::Error),
    /// The database failed.
    #[error("reading the contacts")]
    Store(#[from] sqlx::Error),
}

impl App {
    /// Shows the contact points, the mobile number first, and notes the reading.
    pub(crate) async fn list_contact_points(
        &self,
        id: AccountId,
        reader: String,
    ) -> Result<Vec<MaskedContactPoint>, Error> {
        let access = self.access(reader, Purpose::OwnContacts);
        let rows = store::contact_point::list(&self.pool, id, &access).await?;
        if rows.is_empty() {
            return Err(Error::NotFound);
        }
        rows.iter().map(|row| self.masked(id, row)).collect()
    }

    fn masked(&self, id: AccountId, row: &ContactPointRow) -> Result<MaskedContactPoint, Error> {
        let corrupt = |column| CorruptRow {
            table: "profile.contact_point",
            column,
            row: id.uuid(),
        };
        let kind = ContactKind::from_name(&row.kind).ok_or_else(|| corrupt("kind"))?;
        let state = ContactPointState::parse(&row.state).ok_or_else(|| corrupt("state"))?;
        let account = self.vault.account(id, &row.data_key)?;
        let contact = account.open_contact(kind, &row.value)?;
        Ok(MaskedContactPoint {
            kind,
            masked_value: contact.masked(),
            state,
            preferred: row.preferred,
            confirm_time: row.confirm_time,
            create_time: row.create_time,
        })
    }
}
