//! Makes the contacts of an account those that profile tells.
//!
//! Only a later version than the known one has an effect: in whichever order versions are told of,
//! and however often, the last one stays.

mod write;

use kabinet_env::id::AccountId;
use kabinet_peer::Failure;
use thiserror::Error;
use uuid::Uuid;

use super::App;
use crate::domain::login_contact::{LoginContact, Standing, Wanted};
use crate::peers::ContactPurpose;
use crate::store;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the contacts could not be resolved")]
    Profile(#[source] Failure),
    #[error("profile does not know its own version yet")]
    Lagging,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// Version of the contacts of somebody whom profile does not know.
const NOBODY: i64 = 0;

/// The contacts that an account is to have from a version on.
struct Told {
    wanted: Vec<Wanted>,
    version: i64,
}

pub(super) async fn run(
    app: &App,
    event_id: Uuid,
    account_id: AccountId,
    version: i64,
) -> Result<(), Error> {
    let told = resolve(app, account_id).await?;
    if told.version < version && told.version != NOBODY {
        return Err(Error::Lagging);
    }
    // Whoever logs in with one of them may have given it up, and that may not have arrived yet. What
    // they get instead comes with their own event: in a swap it is still another's by then.
    for holder in other_holders(app, account_id, &told).await? {
        let theirs = resolve(app, holder).await?;
        write::let_go(app, holder, theirs).await?;
    }
    write::run(app, event_id, account_id, told).await?;
    Ok(())
}

async fn resolve(app: &App, account_id: AccountId) -> Result<Told, Error> {
    let purpose = ContactPurpose::Login;
    let resolved = app.peers.resolve_contacts(account_id, purpose).await;
    let resolved = resolved.map_err(Error::Profile)?;
    let contacts = resolved.contacts.iter();
    Ok(Told {
        wanted: contacts.map(|contact| wanted(app, contact)).collect(),
        version: resolved.version,
    })
}

fn wanted(app: &App, told: &LoginContact) -> Wanted {
    let (kind, value) = (told.contact.kind(), told.contact.normalised());
    let indexes = app.vault.contact_indexes(kind, &value);
    let (current, mut others) = (indexes.current.to_vec(), indexes.all);
    others.retain(|index| *index != current);
    Wanted {
        kind,
        indexes: [vec![current], others].concat(),
        standing: told.standing,
        recovery: told.recovery,
    }
}

async fn other_holders(
    app: &App,
    account_id: AccountId,
    told: &Told,
) -> Result<Vec<AccountId>, store::Error> {
    let logins = told
        .wanted
        .iter()
        .filter(|wanted| wanted.standing == Standing::LogsIn);
    let indexes: Vec<_> = logins.flat_map(|wanted| wanted.indexes.clone()).collect();
    let mut connection = app.pool.acquire().await?;
    let mut holders = store::login_contact::holders(&mut connection, &indexes).await?;
    holders.retain(|holder| *holder != account_id);
    Ok(holders)
}
