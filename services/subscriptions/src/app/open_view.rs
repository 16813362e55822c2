//! Opens what stands sealed in a contract's rows, for the person that it belongs to.

use kabinet_env::id::{AccountId, ContractId};

use super::App;
use crate::domain::balance::{Balance, Demand};
use crate::domain::view::{Contract, Service};
use crate::store;
use crate::store::view::{StoredContract, StoredService};

/// Opens a contract with its services.
pub(super) fn contract(
    app: &App,
    account_id: AccountId,
    stored: StoredContract,
    demand: Demand,
) -> Result<Contract, store::Error> {
    let label = match stored.label {
        Some(sealed) => app.vault.open_label(account_id, stored.link_id, &sealed)?,
        None => String::new(),
    };
    let numbers = app.vault.open_numbers(stored.id, &stored.numbers)?;
    let services = stored.services.into_iter();
    Ok(Contract {
        id: stored.id,
        link_id: stored.link_id,
        label,
        account_number: numbers.account_number,
        region_code: stored.region_code,
        rating_type: stored.rating_type,
        state: stored.state,
        balance: Balance::judge(stored.amount, stored.rating_type, demand),
        services: services
            .map(|stored_service| service(app, stored.id, stored_service))
            .collect::<Result<_, store::Error>>()?,
    })
}

fn service(
    app: &App,
    contract_id: ContractId,
    stored: StoredService,
) -> Result<Service, store::Error> {
    let phone_number = match stored.phone_number {
        Some(sealed) => app
            .vault
            .open_phone_number(contract_id, stored.id, &sealed)?,
        None => String::new(),
    };
    Ok(Service {
        id: stored.id,
        kind: stored.kind,
        phone_number,
        tariff_code: stored.tariff_code,
        tariff_name: stored.tariff_name,
        state: stored.state,
        suspend_reason: stored.suspend_reason,
        as_of: stored.as_of,
    })
}
