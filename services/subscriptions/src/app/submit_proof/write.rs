//! The transaction that decides.

use kabinet_env::id::LinkId;
use kabinet_idempotency::{Recorded, Request};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::super::App;
use super::super::notice::{self, Told};
use super::super::renew_code;
use super::{Error, Proven, waiting};
use crate::domain::catalog::ProofMethod;
use crate::domain::link::{Assurance, EndReason, Holding, Link};
use crate::store;
use crate::store::contract_lookup::Held;
use crate::store::link_change;

/// One active link of an account to a contract.
const ONE_ACTIVE: &str = "link_active_contract_idx";

pub(super) async fn run(
    app: &App,
    link: &Link,
    proven: &Proven,
    language: &str,
    request: &Request,
) -> Result<(), Error> {
    match attempt(app, link, proven, language, request).await {
        Err(Error::Exists) => {
            renew_code::fail(app, link, EndReason::LinkedBefore).await?;
            Err(Error::Exists)
        }
        Err(Error::ContractChanged) => {
            renew_code::fail(app, link, EndReason::ContractChanged).await?;
            Err(Error::ContractChanged)
        }
        decided => decided,
    }
}

async fn attempt(
    app: &App,
    link: &Link,
    proven: &Proven,
    language: &str,
    request: &Request,
) -> Result<(), Error> {
    let now = app.env.now();
    let holding = link.holding.ok_or(Error::NoCode)?;
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let recorded = kabinet_idempotency::record(&mut transaction, request, &link.id, now).await?;
    if let Recorded::Replay(_) = recorded {
        return Ok(());
    }
    let held = admit(app, &mut transaction, link, holding).await?;
    activate(&mut transaction, link, holding, proven, &held, now).await?;
    tell(app, &mut transaction, link, holding, language, now).await?;
    kabinet_database::commit(transaction, "subscriptions.submit_proof")
        .await
        .map_err(store::Error::from)?;
    app.outbox.wake();
    tracing::info!(
        link.id = %link.id,
        account.id = %link.account_id,
        contract.id = %holding.contract_id,
        "link activated"
    );
    Ok(())
}

/// Keeps the account from gaining other links meanwhile, and the contract from changing hands.
async fn admit(
    app: &App,
    connection: &mut PgConnection,
    link: &Link,
    holding: Holding,
) -> Result<Held, Error> {
    store::link::lock_account(connection, link.account_id).await?;
    let active = store::link::count_active(connection, link.account_id).await?;
    let limit = app.limits.links_per_account;
    if active >= i64::from(limit) {
        return Err(Error::TooMany { limit });
    }
    let held = store::contract_lookup::hold(connection, holding).await?;
    held.ok_or(Error::ContractChanged)
}

async fn activate(
    connection: &mut PgConnection,
    link: &Link,
    holding: Holding,
    proven: &Proven,
    held: &Held,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let change = link_change::Proven {
        holding,
        assurance: Assurance::of(proven.method),
        contact_since: match proven.method {
            ProofMethod::NumberCode => None,
            ProofMethod::ContactCode => held.contact_since,
        },
    };
    match link_change::activate(connection, link, &change, now).await {
        Ok(true) => {}
        Ok(false) => return Err(moved_on(connection, link, now).await?),
        Err(store::Error::Database(error))
            if kabinet_database::constraint(&error) == Some(ONE_ACTIVE) =>
        {
            return Err(Error::Exists);
        }
        Err(error) => return Err(error.into()),
    }
    if store::proof::consume(connection, proven.verification_id, now).await? {
        Ok(())
    } else {
        Err(Error::ProofUsed)
    }
}

/// Says why a link could not be activated: another call was faster. It looks over the connection that
/// holds the account: calls that wait for the account may have all others.
async fn moved_on(
    connection: &mut PgConnection,
    link: &Link,
    now: OffsetDateTime,
) -> Result<Error, store::Error> {
    let current = store::link::find(connection, link.account_id, link.id, now).await?;
    Ok(match current {
        None => Error::NotFound,
        Some(current) => match waiting(&current) {
            Err(error) => error,
            // Renamed a moment ago: a repeat finds it as it is now.
            Ok(()) => Error::Verification(kabinet_peer::Failure::Unavailable),
        },
    })
}

/// Tells this account, and every other that reads the contract, by its own link.
async fn tell(
    app: &App,
    connection: &mut PgConnection,
    link: &Link,
    holding: Holding,
    language: &str,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let told = |account_id, link_id: LinkId, language| Told {
        account_id,
        link_id,
        kind: link.kind,
        language,
    };
    let (contract_id, generation) = (holding.contract_id, holding.generation);
    let neighbours = link_change::neighbours(connection, contract_id, generation, link.id).await?;
    let own = told(link.account_id, link.id, language);
    notice::linked(&app.env, connection, &own, now).await?;
    for neighbour in neighbours {
        let other = told(neighbour.account_id, neighbour.link_id, "");
        notice::linked(&app.env, connection, &other, now).await?;
    }
    Ok(())
}
