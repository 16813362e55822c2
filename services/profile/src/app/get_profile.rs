//! Shows a person their profile.

use kabinet_env::id::AccountId;
use time::OffsetDateTime;

use super::App;
use crate::{
    domain::{
        access::Purpose,
        person::{PersonState, PersonalData},
    },
    store::{self, CorruptRow},
    vault,
};

/// A person, readable.
#[derive(Debug)]
pub(crate) struct Output {
    /// Names, birth date and region.
    pub(crate) data: PersonalData,
    /// How far they have been checked.
    pub(crate) state: PersonState,
    /// Version.
    pub(crate) version: i64,
    /// Time of creation.
    pub(crate) create_time: OffsetDateTime,
    /// Time of the last change.
    pub(crate) update_time: OffsetDateTime,
}

/// Says why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// The person's row is corrupt.
    #[error("reading the person's row")]
    Corrupt(#[from] CorruptRow),
    /// The person does not open.
    #[error("opening the person")]
    Vault(#[from] vault::Error),
    /// The database failed.
    #[error("reading the person")]
    Store(#[from] sqlx::Error),
}

impl App {
    /// Shows the person and notes the reading.
    pub(crate) async fn get_profile(&self, id: AccountId, reader: String) -> Result<Output, Error> {
        let access = self.access(reader, Purpose::OwnProfile);
        let row = store::person::read(&self.pool, id, &access)
            .await?
            .ok_or(Error::NotFound)?;
        let state = PersonState::parse(&row.state).ok_or(CorruptRow {
            table: "profile.person",
            column: "state",
            row: id.uuid(),
        })?;
        let account = self.vault.account(id, &row.data_key)?;
        Ok(Output {
            data: account.open_person(&row.personal_data)?,
            state,
            version: row.version,
            create_time: row.create_time,
            update_time: row.update_time,
        })
    }
}
