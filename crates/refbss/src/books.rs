//! The books of the operator.

mod change;

use kabinet_proto::subscriptions::v1::ContractRecord;
use time::{Date, OffsetDateTime};

use crate::{billing, contract::Contract, population};
pub use change::{Change, ChangeError};

/// Every contract of the operator, up to a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    pub(crate) seed: u64,
    /// Last day that has passed.
    pub(crate) day: Date,
    pub(crate) contracts: Vec<Contract>,
}

impl Books {
    /// Makes the books of an operator up to now; they follow from seed and time.
    pub fn generate(seed: u64, now: OffsetDateTime) -> Self {
        let opening_day = population::opening_day(now);
        let mut books = Self {
            seed,
            day: opening_day.previous_day().expect("there was a day before"),
            contracts: population::everybody(seed, now),
        };
        books.advance(now);
        books
    }

    /// Lets the days pass until now; returns how many contracts have changed.
    pub fn advance(&mut self, now: OffsetDateTime) -> usize {
        let mut changed = 0;
        let until = now.date();
        for contract in &mut self.contracts {
            let before = standing(contract, self.day);
            pass_days(contract, self.seed, self.day, until);
            if contract.version == 0 || before != standing(contract, until) {
                contract.change(now);
                changed += 1;
            }
        }
        self.day = self.day.max(until);
        changed
    }

    /// Returns the demo contracts.
    pub fn demo(&self) -> &[Contract] {
        let count = usize::try_from(population::DEMO_COUNT).unwrap_or_default();
        &self.contracts[..count.min(self.contracts.len())]
    }

    /// Returns every contract.
    pub fn contracts(&self) -> &[Contract] {
        &self.contracts
    }

    /// Returns a record of every contract.
    pub fn records(&self) -> impl Iterator<Item = ContractRecord> {
        self.contracts.iter().map(Contract::record)
    }
}

/// Lets the days after one pass, until another; what would be no amount any more stays undone.
fn pass_days(contract: &mut Contract, seed: u64, after: Date, until: Date) {
    let mut day = after;
    while day < until {
        let Some(next) = day.next_day() else { return };
        day = next;
        // A balance of billions is left alone: only a person can have made it.
        let _ = billing::pass_day(contract, seed, day);
    }
}

/// Says whether anything has happened to a contract.
fn standing(contract: &Contract, day: Date) -> (usize, usize, Option<Date>) {
    let closed = contract.closed_on.filter(|closed| *closed <= day);
    (contract.movements().len(), contract.bills.len(), closed)
}

#[cfg(test)]
mod tests;
