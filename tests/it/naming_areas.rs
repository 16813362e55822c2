//! A number names a contract within a region and a kind of service only.

use kabinet_proto::types::v1::{Channel, ServiceKind};

use crate::{
    billing::{Billing, Contract, roubles},
    person::{Person, codes_at},
    suite::Suite,
};

#[tokio::test]
async fn same_account_number_leads_to_the_contract_of_its_region_and_kind() {
    let suite = Suite::start().await;
    let here = Contract::broadband();
    let there = same_number(&here).with(|record| "RU-LEN".clone_into(&mut record.region_code));
    let television =
        same_number(&here).with(|record| record.services[0].kind = ServiceKind::Tv.into());
    let elsewhere = same_number(&here).with(|record| "RU-MO".clone_into(&mut record.region_code));
    let north = Billing::of("north", &suite);
    north.tells(&[&here, &there, &television]).await;
    Billing::of("south", &suite).tells(&[&elsewhere]).await;

    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    for contract in [&television, &elsewhere, &here, &there] {
        let link = person.adds_broadband(&suite, contract).await;
        let seen = person.sees_bills(&suite, &link.contract_id).await;
        assert_eq!(seen.len(), 1);
        let seen = person.sees_services(&suite).await;
        let added = seen.last().unwrap();
        assert_eq!(added.region_code, contract.record.region_code);
        assert_eq!(added.services[0].kind(), contract.record.services[0].kind());
        assert_eq!(
            added.balance.as_ref().unwrap().amount,
            Some(contract.balance())
        );
    }
}

#[tokio::test]
async fn number_that_names_two_contracts_leads_to_nobody() {
    let suite = Suite::start().await;
    let one = Contract::broadband();
    let twin = same_number(&one);
    Billing::of("north", &suite).tells(&[&one]).await;
    Billing::of("south", &suite).tells(&[&twin]).await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    for channel in [Channel::Email, Channel::Sms] {
        let started = person.starts_link(&suite, &one.wanted(), channel).await;
        started.unwrap();
        suite.wait_until_quiet().await;
        for contract in [&one, &twin] {
            assert!(codes_at(&suite, contract.contact(channel)).is_empty());
        }
    }
}

/// Invents another contract with the same account number.
fn same_number(contract: &Contract) -> Contract {
    let number = &contract.record.account_number;
    let mut other = Contract::broadband();
    other.has(roubles(77, 7));
    other.with(|record| record.account_number.clone_from(number))
}
