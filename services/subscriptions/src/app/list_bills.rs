//! Lists the bills of a contract of an account.

use kabinet_env::id::{AccountId, BillId, ContractId};
use thiserror::Error;
use time::Date;
use uuid::Uuid;

use super::App;
use crate::domain::freshness::{Freshness, Observation, of_bills};
use crate::domain::place::BillPlace;
use crate::domain::view::Bill;
use crate::store;
use crate::store::view::bills::StoredBill;

/// Bills per page when the caller does not say: two years of monthly ones.
const PAGE_SIZE_DEFAULT: usize = 24;
/// Most bills of a page.
const PAGE_SIZE_MAX: usize = 100;
/// Before every bill.
const NEWEST: BillPlace = BillPlace {
    issue_date: Date::MAX,
    bill_id: BillId::from_uuid(Uuid::max()),
};

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) contract_id: ContractId,
    /// Bills per page; 0 when the caller does not say.
    pub(crate) page_size: usize,
    pub(crate) page_token: String,
}

pub(crate) struct Output {
    /// Bills, the newest first.
    pub(crate) bills: Vec<Bill>,
    pub(crate) next_page_token: String,
    pub(crate) freshness: Freshness,
    pub(crate) observation: Option<Observation>,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the page token was not made here")]
    PageToken,
    #[error("no active link of the account leads to the contract")]
    NotFound,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let after = place(app, &input)?;
    let size = match input.page_size {
        0 => PAGE_SIZE_DEFAULT,
        size => size.min(PAGE_SIZE_MAX),
    };
    let mut stored = store::view::bills::read(
        &app.pool,
        input.account_id,
        input.contract_id,
        after,
        // One more than the page has tells that there is another.
        size + 1,
    )
    .await?
    .ok_or(Error::NotFound)?;
    let more = stored.bills.len() > size;
    stored.bills.truncate(size);
    let next_page_token = match stored.bills.last() {
        Some(last) if more => {
            let place = BillPlace {
                issue_date: last.issue_date,
                bill_id: last.id,
            };
            app.vault
                .bill_page(input.account_id, input.contract_id, place)
        }
        _ => String::new(),
    };
    let bills = stored.bills.iter();
    Ok(Output {
        bills: bills
            .map(|bill| open(app, input.contract_id, bill))
            .collect::<Result<_, store::Error>>()?,
        next_page_token,
        freshness: of_bills(stored.observation, app.env.now()),
        observation: stored.observation,
    })
}

fn place(app: &App, input: &Input) -> Result<BillPlace, Error> {
    match input.page_token.as_str() {
        "" => Ok(NEWEST),
        token => app
            .vault
            .read_bill_page(input.account_id, input.contract_id, token)
            .ok_or(Error::PageToken),
    }
}

fn open(app: &App, contract_id: ContractId, stored: &StoredBill) -> Result<Bill, store::Error> {
    Ok(Bill {
        number: app
            .vault
            .open_bill_number(contract_id, stored.id, &stored.number)?,
        id: stored.id,
        period_start: stored.period_start,
        period_end: stored.period_end,
        amount: stored.amount,
        issue_date: stored.issue_date,
        due_date: stored.due_date,
        state: stored.state,
    })
}
