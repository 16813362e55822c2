//! Payments and charges that a person makes.

use kabinet_domain::Money;
use kabinet_proto::subscriptions::v1::ContractRecord;
use time::OffsetDateTime;

use super::Books;
use crate::{Movement, MovementKind, contract::Contract, money::currency};

/// What has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The contract as it stands.
    pub record: ContractRecord,
    /// Balance before.
    pub before: Money,
    /// Balance now.
    pub after: Money,
}

/// Why nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// Nobody has this number.
    #[error("no contract has this id or account number")]
    Unknown,
    /// Several contracts have this account number.
    #[error("the account number is of several contracts: name one by its id ({})", ids.join(", "))]
    Ambiguous {
        /// Their ids.
        ids: Vec<String>,
    },
    /// The contract is closed.
    #[error("the contract is closed")]
    Closed,
    /// The amount is nothing, or less.
    #[error("the amount must be more than nothing")]
    NotPositive,
    /// The amount is of another currency.
    #[error("the operator takes {} only", currency())]
    Currency,
    /// The balance would be no amount any more.
    #[error("the balance would be out of range")]
    OutOfRange,
}

impl Books {
    /// Notes a payment to a contract, named by its id or account number.
    pub fn pay(
        &mut self,
        contract: &str,
        amount: Money,
        now: OffsetDateTime,
    ) -> Result<Change, ChangeError> {
        self.post(contract, MovementKind::Payment, amount, now)
    }

    /// Charges a contract, named by its id or account number.
    pub fn charge(
        &mut self,
        contract: &str,
        amount: Money,
        now: OffsetDateTime,
    ) -> Result<Change, ChangeError> {
        self.post(contract, MovementKind::Charge, amount, now)
    }

    fn post(
        &mut self,
        contract: &str,
        kind: MovementKind,
        amount: Money,
        now: OffsetDateTime,
    ) -> Result<Change, ChangeError> {
        if amount.currency() != currency() {
            return Err(ChangeError::Currency);
        }
        if amount.nanos() <= 0 {
            return Err(ChangeError::NotPositive);
        }
        let contract = self.find_mut(contract)?;
        let date = now.date();
        if contract.is_closed(date) {
            return Err(ChangeError::Closed);
        }
        let before = contract.balance();
        let movement = Movement { date, kind, amount };
        let posted = contract.ledger.post(movement);
        posted.map_err(|_| ChangeError::OutOfRange)?;
        contract.change(now);
        Ok(Change {
            record: contract.record(),
            before,
            after: contract.balance(),
        })
    }

    fn find_mut(&mut self, name: &str) -> Result<&mut Contract, ChangeError> {
        let by_account = |contract: &&Contract| contract.account_number == name;
        let named: Vec<_> = self.contracts.iter().filter(by_account).collect();
        let id = match named.as_slice() {
            [] => name.to_owned(),
            [contract] => contract.external_id.clone(),
            several => {
                let ids = several.iter().map(|contract| contract.external_id.clone());
                return Err(ChangeError::Ambiguous { ids: ids.collect() });
            }
        };
        let mut contracts = self.contracts.iter_mut();
        let found = contracts.find(|contract| contract.external_id == id);
        found.ok_or(ChangeError::Unknown)
    }
}
