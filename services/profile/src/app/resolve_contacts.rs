//! Tells another service which contacts a person has proven.

use kabinet_domain::Contact;
use kabinet_env::id::AccountId;
use time::OffsetDateTime;

use super::App;
use crate::{
    domain::access::Purpose,
    store::{self, directory::ContactRow},
    vault::{self, AccountVault},
};

/// Whose contacts.
#[derive(Debug)]
pub(crate) struct Input {
    /// Account.
    pub(crate) account_id: AccountId,
    /// What for.
    pub(crate) purpose: Purpose,
    /// Who asks.
    pub(crate) reader: String,
}

/// What a person has proven.
#[derive(Debug, Default)]
pub(crate) struct Output {
    /// Contacts, the mobile number first.
    pub(crate) contacts: Vec<Resolved>,
    /// Version of the contacts; 0 where nobody is known.
    pub(crate) contacts_version: i64,
}

/// A contact that its person has proven.
#[derive(Debug)]
pub(crate) struct Resolved {
    /// The contact.
    pub(crate) contact: Contact,
    /// From when on it recovers access.
    pub(crate) recovery_start_time: OffsetDateTime,
    /// Until when; none for a contact that stands, which alone logs in.
    pub(crate) recovery_end_time: Option<OffsetDateTime>,
}

/// Says why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A contact does not open.
    #[error("opening a contact")]
    Vault(#[from] vault::Error),
    /// The contacts' rows cannot be had.
    #[error("reading the contacts")]
    Store(#[from] store::Error),
}

/// Tells the contacts and notes the reading; an account that nobody has takes the same work.
pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let id = input.account_id;
    let access = app.access(input.reader, input.purpose);
    let Some(row) = store::directory::read(&app.pool, id, &access).await? else {
        app.vault.open_nobodys_contact(&app.stand_in);
        return Ok(Output::default());
    };
    let account = app.vault.account(id, &row.data_key)?;
    let told = row.contacts.iter().filter(|contact| match input.purpose {
        // One that was replaced is the person's no more.
        Purpose::Ownership => contact.replaced_by.is_none(),
        _ => true,
    });
    let contacts = told.map(|contact| resolved(&account, contact));
    Ok(Output {
        contacts: contacts.collect::<Result<_, _>>()?,
        contacts_version: row.contacts_version,
    })
}

fn resolved(account: &AccountVault, row: &ContactRow) -> Result<Resolved, vault::Error> {
    let contact = match row.replaced_by {
        None => account.open_contact(row.kind, &row.value)?,
        Some(change_id) => account.open_former_contact(change_id, row.kind, &row.value)?,
    };
    Ok(Resolved {
        contact,
        recovery_start_time: row.recovery_start_time,
        recovery_end_time: row.recovery_end_time,
    })
}
