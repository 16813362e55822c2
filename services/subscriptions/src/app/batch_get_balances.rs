//! Shows the balances of several contracts of an account, all or none.

use std::collections::HashMap;

use kabinet_env::id::{AccountId, ContractId};
use thiserror::Error;
use time::Duration;

use super::App;
use crate::domain::balance::{Balance, Demand};
use crate::store;

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) contract_ids: Vec<ContractId>,
    pub(crate) max_staleness: Option<Duration>,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no active link of the account leads to one of the contracts")]
    NotFound,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// Returns a balance for each id, in the order of the ids.
pub(crate) async fn run(app: &App, input: Input) -> Result<Vec<(ContractId, Balance)>, Error> {
    let demand = Demand {
        now: app.env.now(),
        max_staleness: input.max_staleness,
    };
    let stored =
        store::view::balances::read(&app.pool, input.account_id, &input.contract_ids).await?;
    let balances: HashMap<_, _> = stored
        .into_iter()
        .map(|stored| {
            let balance = Balance::judge(stored.amount, stored.rating_type, demand);
            (stored.contract_id, balance)
        })
        .collect();
    let found = input.contract_ids.into_iter().map(|id| {
        let balance = balances.get(&id).ok_or(Error::NotFound)?;
        Ok((id, *balance))
    });
    found.collect()
}
