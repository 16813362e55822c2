//! Shows an account's contracts with their services and balances.

use kabinet_env::id::AccountId;
use thiserror::Error;
use time::Duration;

use super::{App, open_view};
use crate::domain::balance::{Demand, Totals};
use crate::domain::place::ContractPlace;
use crate::domain::view::{Contract, NextStep};
use crate::store;
use crate::store::view::dashboard::{Dashboard, Page};

/// Contracts per page when the caller does not say, and at most.
const PAGE_SIZE: usize = 50;

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    /// Contracts per page; 0 when the caller does not say.
    pub(crate) page_size: usize,
    pub(crate) page_token: String,
    pub(crate) max_staleness: Option<Duration>,
}

pub(crate) struct Output {
    pub(crate) contracts: Vec<Contract>,
    /// Sums over the whole account; of nothing behind the first page.
    pub(crate) totals: Totals,
    pub(crate) next_step: Option<NextStep>,
    pub(crate) next_page_token: String,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the page token was not made here")]
    PageToken,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let account_id = input.account_id;
    let demand = Demand {
        now: app.env.now(),
        max_staleness: input.max_staleness,
    };
    let page = page(app, &input)?;
    let mut dashboard =
        store::view::dashboard::read(&app.pool, account_id, page, demand.now).await?;
    let (totals, next_step) = match page.after {
        None => (totals(&dashboard), next_step(&dashboard)),
        Some(_) => (Totals::default(), None),
    };
    let next_page_token = next_page_token(app, account_id, page, &dashboard);
    dashboard.contracts.truncate(page.size);
    let contracts = dashboard.contracts.into_iter();
    Ok(Output {
        contracts: contracts
            .map(|contract| open_view::contract(app, account_id, contract, demand))
            .collect::<Result<_, store::Error>>()?,
        totals,
        next_step,
        next_page_token,
    })
}

fn page(app: &App, input: &Input) -> Result<Page, Error> {
    let after = match input.page_token.as_str() {
        "" => None,
        token => {
            let place = app.vault.read_contract_page(input.account_id, token);
            Some(place.ok_or(Error::PageToken)?)
        }
    };
    let size = match input.page_size {
        0 => PAGE_SIZE,
        size => size.min(PAGE_SIZE),
    };
    Ok(Page { after, size })
}

fn totals(dashboard: &Dashboard) -> Totals {
    Totals::of(dashboard.contracts.iter().map(|contract| contract.amount))
}

fn next_step(dashboard: &Dashboard) -> Option<NextStep> {
    if !dashboard.contracts.is_empty() {
        None
    } else if dashboard.proof_pending {
        Some(NextStep::SubmitProof)
    } else {
        Some(NextStep::AddService)
    }
}

fn next_page_token(app: &App, account_id: AccountId, page: Page, dashboard: &Dashboard) -> String {
    if dashboard.contracts.len() <= page.size {
        return String::new();
    }
    let last = &dashboard.contracts[page.size - 1];
    let place = ContractPlace {
        activate_time: last.activate_time,
        link_id: last.link_id,
    };
    app.vault.contract_page(account_id, place)
}
