//! Makes a row readable.

use crate::{
    domain::person::Person,
    store::person::PersonRow,
    vault::{self, AccountVault},
};

/// Opens a person with the key of their account.
pub(super) fn open_person(account: &AccountVault, row: &PersonRow) -> Result<Person, vault::Error> {
    Ok(Person {
        data: account.open_person(&row.personal_data)?,
        state: row.state,
        version: row.version,
        create_time: row.create_time,
        update_time: row.update_time,
    })
}
