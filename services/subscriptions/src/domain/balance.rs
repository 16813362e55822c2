//! Balances of billing accounts, and their sums.

use std::collections::BTreeMap;

use kabinet_domain::{Currency, Money, Sum};
use time::{Duration, OffsetDateTime};

use super::{
    contract::RatingType,
    freshness::{Freshness, Observation, max_balance_staleness},
};

/// An amount that a source has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// What the holder has, or owes if it is negative.
    pub(crate) money: Money,
    /// When it was true, and when it came.
    pub(crate) observation: Observation,
}

/// A balance and how far it can be relied upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Balance {
    /// Amount; none when the source has never said one.
    pub(crate) amount: Option<Amount>,
    /// Freshness.
    pub(crate) freshness: Freshness,
}

/// What makes a balance too old.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demand {
    /// Now.
    pub(crate) now: OffsetDateTime,
    /// Oldest fresh balance; none asks for what its kind has to be.
    pub(crate) max_staleness: Option<Duration>,
}

/// Sum of all balances of one currency that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Total {
    /// Sum.
    pub(crate) sum: Sum,
    /// Contracts in the sum.
    pub(crate) contract_count: u16,
    /// Time of the oldest amount in the sum.
    pub(crate) oldest_as_of: OffsetDateTime,
}

/// Sums over all balances of an account.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// A sum for each currency, by its code.
    pub(crate) known: Vec<Total>,
    /// Balances that are in no sum.
    pub(crate) unknown_count: u16,
}

impl Balance {
    /// Judges what a source has said of an account, or that it has said nothing.
    pub(crate) fn judge(amount: Option<Amount>, rating_type: RatingType, demand: Demand) -> Self {
        let max_staleness = max_balance_staleness(demand.max_staleness, rating_type);
        let freshness = amount.map_or(Freshness::Unknown, |amount| {
            amount.observation.freshness(demand.now, max_staleness)
        });
        Self { amount, freshness }
    }
}

impl Totals {
    /// Adds up the balances of one account.
    pub(crate) fn of(amounts: impl IntoIterator<Item = Option<Amount>>) -> Self {
        let mut known = BTreeMap::new();
        let mut unknown_count = 0;
        for amount in amounts {
            match amount {
                Some(amount) => add(&mut known, amount),
                None => unknown_count += 1,
            }
        }
        Self {
            known: known.into_values().collect(),
            unknown_count,
        }
    }
}

fn add(totals: &mut BTreeMap<Currency, Total>, amount: Amount) {
    let currency = amount.money.currency();
    let as_of = amount.observation.as_of;
    let total = totals.entry(currency).or_insert_with(|| Total {
        sum: Sum::new(currency),
        contract_count: 0,
        oldest_as_of: as_of,
    });
    total
        .sum
        .add(amount.money)
        .expect("an account has fewer than 10^9 contracts");
    total.contract_count += 1;
    total.oldest_as_of = total.oldest_as_of.min(as_of);
}

#[cfg(test)]
mod tests;
