//! Shows one service of an account with its contract.

use kabinet_env::id::{AccountId, ContractId, ServiceId};
use thiserror::Error;

use super::{App, open_view};
use crate::domain::balance::Demand;
use crate::domain::view::Contract;
use crate::store;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no active link of the account leads to such a service")]
    NotFound,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// Returns the contract with this service only.
pub(crate) async fn run(
    app: &App,
    account_id: AccountId,
    contract_id: ContractId,
    service_id: ServiceId,
) -> Result<Contract, Error> {
    let stored = store::view::service::read(&app.pool, account_id, contract_id, service_id).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    let demand = Demand {
        now: app.env.now(),
        max_staleness: None,
    };
    Ok(open_view::contract(app, account_id, stored, demand)?)
}
