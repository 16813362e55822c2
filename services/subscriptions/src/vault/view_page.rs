//! Page tokens of what a person sees. A token is good for the account that it was made for only.

use kabinet_env::id::{AccountId, BillId, ContractId, LinkId};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::Vault;
use crate::domain::place::{BillPlace, ContractPlace};

const NANOS_PER_MICROSECOND: i128 = 1_000;

impl Vault {
    /// Makes the token of the page of contracts behind a place.
    pub(crate) fn contract_page(&self, account_id: AccountId, place: ContractPlace) -> String {
        // Postgres keeps microseconds.
        let micros = place.activate_time.unix_timestamp_nanos() / NANOS_PER_MICROSECOND;
        let micros = i64::try_from(micros).expect("a link is activated in this era");
        let scope = account_id.uuid();
        self.contract_pages
            .write(scope.as_bytes(), &(micros, place.link_id))
    }

    /// Reads such a token back.
    pub(crate) fn read_contract_page(
        &self,
        account_id: AccountId,
        token: &str,
    ) -> Option<ContractPlace> {
        let scope = account_id.uuid();
        let (micros, link_id): (i64, LinkId) = self.contract_pages.read(scope.as_bytes(), token)?;
        let nanos = i128::from(micros) * NANOS_PER_MICROSECOND;
        Some(ContractPlace {
            activate_time: OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?,
            link_id,
        })
    }

    /// Makes the token of the page of a contract's bills behind a place.
    pub(crate) fn bill_page(
        &self,
        account_id: AccountId,
        contract_id: ContractId,
        place: BillPlace,
    ) -> String {
        let position = (place.issue_date.to_julian_day(), place.bill_id);
        let scope = bill_scope(account_id, contract_id);
        self.bill_pages.write(&scope, &position)
    }

    /// Reads such a token back.
    pub(crate) fn read_bill_page(
        &self,
        account_id: AccountId,
        contract_id: ContractId,
        token: &str,
    ) -> Option<BillPlace> {
        let scope = bill_scope(account_id, contract_id);
        let (day, bill_id): (i32, BillId) = self.bill_pages.read(&scope, token)?;
        Some(BillPlace {
            issue_date: Date::from_julian_day(day).ok()?,
            bill_id,
        })
    }
}

fn bill_scope(account_id: AccountId, contract_id: ContractId) -> Vec<u8> {
    let ids = [account_id.uuid(), contract_id.uuid()];
    ids.map(Uuid::into_bytes).concat()
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;
    use kabinet_seal::KeyRing;
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn places_are_read_back_to_the_microsecond_by_their_account_only() {
        let (env, _) = ManualClock::new(1);
        let vault = Vault::new(&KeyRing::from_secret("k1", [1; 32]), env.clone());
        let (own, other) = (AccountId::new(&env), AccountId::new(&env));
        let place = ContractPlace {
            activate_time: datetime!(2026-01-02 03:04:05.678901 UTC),
            link_id: LinkId::new(&env),
        };
        let token = vault.contract_page(own, place);
        assert_eq!(vault.read_contract_page(own, &token), Some(place));
        assert_eq!(vault.read_contract_page(other, &token), None);
        let contract_id = ContractId::new(&env);
        assert_eq!(vault.read_bill_page(own, contract_id, &token), None);
    }

    #[test]
    fn place_among_bills_is_read_back_for_its_contract_only() {
        let (env, _) = ManualClock::new(1);
        let vault = Vault::new(&KeyRing::from_secret("k1", [1; 32]), env.clone());
        let (own, other) = (AccountId::new(&env), AccountId::new(&env));
        let (contract_id, another) = (ContractId::new(&env), ContractId::new(&env));
        let place = BillPlace {
            issue_date: date!(2026 - 02 - 05),
            bill_id: BillId::new(&env),
        };
        let token = vault.bill_page(own, contract_id, place);
        assert_eq!(vault.read_bill_page(own, contract_id, &token), Some(place));
        assert_eq!(vault.read_bill_page(own, another, &token), None);
        assert_eq!(vault.read_bill_page(other, contract_id, &token), None);
        assert_eq!(vault.read_contract_page(own, &token), None);
    }
}
