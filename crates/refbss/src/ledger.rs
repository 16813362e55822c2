//! Money that moves from one account to another, never out of nothing.

use kabinet_domain::{Money, MoneyError};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::{
    calendar::iso_date,
    money::{self, of_nanos},
};

/// An account of the operator's books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// What the holder of the contract has, or owes.
    Subscriber,
    /// What holders have paid.
    Cash,
    /// What the operator has earned.
    Revenue,
}

/// Why money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MovementKind {
    /// The holder pays.
    Payment,
    /// The month's tariffs.
    Fee,
    /// Anything else that is charged.
    Charge,
}

/// An amount that moves from one account to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// Day.
    #[serde(with = "iso_date")]
    pub date: Date,
    /// Reason.
    pub kind: MovementKind,
    /// Amount; never negative.
    #[serde(with = "money::text")]
    pub amount: Money,
}

impl Movement {
    /// Returns the entry and its counter-entry: account, and billionths that it gets.
    pub fn entries(&self) -> [(Account, i128); 2] {
        let (from, to) = match self.kind {
            MovementKind::Payment => (Account::Cash, Account::Subscriber),
            MovementKind::Fee | MovementKind::Charge => (Account::Subscriber, Account::Revenue),
        };
        let nanos = i128::from(self.amount.nanos());
        [(from, -nanos), (to, nanos)]
    }
}

/// The movements of one contract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Ledger {
    movements: Vec<Movement>,
}

impl Ledger {
    /// Takes a movement; one after which the balance is no amount is refused.
    pub(crate) fn post(&mut self, movement: Movement) -> Result<(), MoneyError> {
        let gain = gain_of(Account::Subscriber, &movement);
        let balance = i64::try_from(self.total(Account::Subscriber) + gain);
        balance.map_err(|_| MoneyError::OutOfRange)?;
        self.movements.push(movement);
        Ok(())
    }

    /// Returns what the holder has.
    pub(crate) fn balance(&self) -> Money {
        let total = i64::try_from(self.total(Account::Subscriber));
        of_nanos(total.expect("no movement beyond an amount is taken"))
    }

    /// Returns what an account got, in billionths.
    pub(crate) fn total(&self, account: Account) -> i128 {
        let gains = self.movements.iter();
        gains.map(|movement| gain_of(account, movement)).sum()
    }

    pub(crate) fn movements(&self) -> &[Movement] {
        &self.movements
    }
}

fn gain_of(account: Account, movement: &Movement) -> i128 {
    let entries = movement.entries().into_iter();
    let own = entries.filter(|(of, _)| *of == account);
    own.map(|(_, nanos)| nanos).sum()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn movement(kind: MovementKind, nanos: i64) -> Movement {
        Movement {
            date: date!(2026 - 01 - 31),
            kind,
            amount: of_nanos(nanos),
        }
    }

    #[test]
    fn every_movement_has_its_counter_entry() {
        for kind in [
            MovementKind::Payment,
            MovementKind::Fee,
            MovementKind::Charge,
        ] {
            let [(from, lost), (to, gained)] = movement(kind, 1).entries();
            assert_ne!(from, to);
            assert_eq!((lost, gained), (-1, 1));
        }
    }

    #[test]
    fn balance_is_exact_to_the_billionth() {
        let mut ledger = Ledger::default();
        for _ in 0..10 {
            ledger
                .post(movement(MovementKind::Payment, 100_000_001))
                .unwrap();
        }
        ledger
            .post(movement(MovementKind::Charge, 1_000_000_009))
            .unwrap();
        assert_eq!(ledger.balance().nanos(), 1);
    }

    #[test]
    fn movement_beyond_an_amount_is_refused_and_leaves_the_ledger() {
        let mut ledger = Ledger::default();
        ledger
            .post(movement(MovementKind::Payment, i64::MAX))
            .unwrap();
        let before = ledger.clone();
        let refused = ledger.post(movement(MovementKind::Payment, 1));
        assert_eq!(refused, Err(MoneyError::OutOfRange));
        assert_eq!(ledger, before);
        ledger
            .post(movement(MovementKind::Charge, i64::MAX))
            .unwrap();
        assert_eq!(ledger.balance().nanos(), 0);
    }
}
