//! The journey of a subscriber goes on: adding services, seeing them, removing them.

use kabinet_proto::{
    errors::v1::Reason,
    google::r#type::Money,
    subscriptions::v1::{Assurance, Freshness, LinkEndReason, LinkState, NextStep},
    types::v1::{Channel, UnlinkCause, notice::Subject},
};
use kabinet_status::read;

use crate::{
    billing::{Billing, Contract, roubles},
    person::{Person, codes_at},
    suite::{Layout, Suite},
};

/// Without the wait between two messages.
const NO_COOLDOWN: [(&str, &str); 1] = [("VERIFICATION_OWNERSHIP_COOLDOWN_SECONDS", "0")];

#[tokio::test]
async fn person_adds_mobile_by_sms_and_broadband_by_email_and_sees_both() {
    let suite = Suite::start_with(Layout::Together, &NO_COOLDOWN).await;
    let (mobile, broadband) = (Contract::mobile(), Contract::broadband());
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let empty = person.sees_dashboard(&suite).await;
    assert_eq!(empty.next_step(), NextStep::AddService);
    Billing::of("north", &suite)
        .tells(&[&mobile, &broadband])
        .await;

    let link = person.adds_mobile(&suite, &mobile).await;
    assert_eq!(link.state(), LinkState::Active);
    assert_eq!(link.assurance(), Assurance::Number);

    let wanted = broadband.wanted();
    let started = person.starts_link(&suite, &wanted, Channel::Sms).await;
    assert_eq!(started.unwrap().state(), LinkState::PendingProof);
    let by_sms = broadband.contact(Channel::Sms);
    person.reads_code_at(&suite, by_sms).await;
    person
        .switches_challenge(&suite, Channel::Email)
        .await
        .unwrap();
    let by_email = broadband.contact(Channel::Email);
    person.reads_code_at(&suite, by_email).await;
    let link = person.submits_proof(&suite).await.unwrap();
    assert_eq!(link.state(), LinkState::Active);
    assert_eq!(link.assurance(), Assurance::ContactOfRecord);

    let seen = person.sees_dashboard(&suite).await;
    assert_eq!(seen.next_step(), NextStep::Unspecified);
    assert_eq!(seen.contracts.len(), 2);
    for (contract, told) in seen.contracts.iter().zip([&mobile, &broadband]) {
        let balance = contract.balance.as_ref().unwrap();
        assert_eq!(balance.amount.as_ref(), Some(&told.balance()));
        assert_eq!(balance.freshness(), Freshness::Fresh);
        assert_eq!(contract.account_number, told.record.account_number);
        assert_eq!(contract.label, person.label);
    }
    assert_eq!(seen.totals[0].amount, Some(roubles(-302, 46)));
    assert_eq!(seen.unknown_balance_count, 0);
    let bills = person.sees_bills(&suite, &link.contract_id).await;
    let told = &broadband.record.bills.as_ref().unwrap().bills[0];
    assert_eq!(bills[0].bill_number, told.bill_number);
    assert_eq!(bills[0].amount, told.amount);
}

/// More strangers ask for a contract's codes than there are for strangers in a day: its holder, to whose own number
/// they go, adds it nevertheless.
#[tokio::test]
async fn strangers_do_not_keep_an_owner_out() {
    let suite = Suite::start_with(Layout::Together, &NO_COOLDOWN).await;
    let mut owner = Person::invent();
    owner.registers(&suite, Channel::Sms).await;
    let mut home = Contract::broadband();
    home.change(|record| {
        let reached = record.contact.as_mut().expect("it has a contact");
        reached.mobile.clone_from(&owner.mobile);
    });
    Billing::of("north", &suite).tells(&[&home]).await;
    for _ in 0..4 {
        let mut stranger = Person::invent();
        stranger.registers(&suite, Channel::Sms).await;
        let wanted = home.wanted();
        let started = stranger.starts_link(&suite, &wanted, Channel::Sms).await;
        assert_eq!(started.unwrap().state(), LinkState::PendingProof);
    }
    suite.wait_until_quiet().await;
    // One to register, and the three that strangers get in a day.
    assert_eq!(codes_at(&suite, &owner.mobile).len(), 4);
    let link = owner.adds(&suite, &home, Channel::Sms).await;
    assert_eq!(link.state(), LinkState::Active);
}

/// The code to another's number is withheld once strangers have used up the contract's; the owner has it
/// sent to the address that is their own.
#[tokio::test]
async fn owner_switches_to_the_contact_that_is_their_own() {
    let suite = Suite::start_with(Layout::Together, &NO_COOLDOWN).await;
    let mut owner = Person::invent();
    owner.registers(&suite, Channel::Email).await;
    let mut home = Contract::broadband();
    home.change(|record| {
        let reached = record.contact.as_mut().expect("it has a contact");
        reached.email.clone_from(&owner.email);
    });
    Billing::of("north", &suite).tells(&[&home]).await;
    let wanted = home.wanted();
    for _ in 0..3 {
        let mut stranger = Person::invent();
        stranger.registers(&suite, Channel::Sms).await;
        let started = stranger.starts_link(&suite, &wanted, Channel::Sms).await;
        assert_eq!(started.unwrap().state(), LinkState::PendingProof);
    }
    suite.wait_until_quiet().await;
    let by_sms = home.contact(Channel::Sms);
    assert_eq!(codes_at(&suite, by_sms).len(), 3);
    let started = owner.starts_link(&suite, &wanted, Channel::Sms).await;
    assert_eq!(started.unwrap().state(), LinkState::PendingProof);
    owner
        .switches_challenge(&suite, Channel::Email)
        .await
        .unwrap();
    let address = owner.email.clone();
    owner.reads_code_at(&suite, &address).await;
    let link = owner.submits_proof(&suite).await.unwrap();
    assert_eq!(link.state(), LinkState::Active);
    suite.wait_until_quiet().await;
    assert_eq!(codes_at(&suite, by_sms).len(), 3, "the first was withheld");
}

#[tokio::test]
async fn payment_moves_one_balance_exactly() {
    let suite = Suite::start().await;
    let (mut paid, other) = (Contract::mobile(), Contract::mobile());
    let billing = Billing::of("north", &suite);
    billing.tells(&[&paid, &other]).await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    person.adds_mobile(&suite, &paid).await;
    person.adds_mobile(&suite, &other).await;
    let before = person.sees_services(&suite).await;

    let to_the_billionth = Money {
        currency_code: "RUB".to_owned(),
        units: 9_007_199_254,
        nanos: 740_993_001,
    };
    paid.has(to_the_billionth.clone());
    billing.tells(&[&paid]).await;

    let after = person.sees_services(&suite).await;
    let moved = after[0].balance.as_ref().unwrap();
    assert_eq!(moved.amount, Some(to_the_billionth));
    assert!(
        moved.as_of.unwrap().seconds >= before[0].balance.as_ref().unwrap().as_of.unwrap().seconds
    );
    assert_eq!(after[1].balance, before[1].balance);
    let service_id = &after[0].services[0].service_id;
    let alone = person.sees_service(&suite, &after[0], service_id).await;
    let alone = alone.unwrap().contract.unwrap();
    assert_eq!(alone.balance, after[0].balance);
}

#[tokio::test]
async fn two_accounts_read_one_contract_until_each_removes_it() {
    let suite = Suite::start_with(Layout::Together, &NO_COOLDOWN).await;
    let contract = Contract::mobile();
    Billing::of("north", &suite).tells(&[&contract]).await;
    let (mut first, mut second) = (Person::invent(), Person::invent());
    for person in [&mut first, &mut second] {
        person.registers(&suite, Channel::Sms).await;
        person.adds_mobile(&suite, &contract).await;
    }
    suite.wait_until_quiet().await;
    assert_eq!(linked(&first, &suite).await, 2, "the first is told of both");
    assert_eq!(linked(&second, &suite).await, 1);

    let link_id = first.link_id.clone();
    let contract_id = first.sees_services(&suite).await[0].contract_id.clone();
    let removed = first.unlinks(&suite, &link_id).await.unwrap();
    assert_eq!(removed.state(), LinkState::Revoked);
    assert_eq!(removed.end_reason(), LinkEndReason::Person);
    assert!(first.sees_services(&suite).await.is_empty());
    let refused = first.sees_balances(&suite, &[&contract_id]).await;
    let refused = refused.unwrap_err();
    assert_eq!(read::reason(&refused), Some(Reason::ContractNotFound));

    let seen = second.sees_services(&suite).await;
    assert_eq!(seen[0].contract_id, contract_id);
    suite.wait_until_quiet().await;
    let news = first.sees_news(&suite).await;
    assert!(
        matches!(&news[0], Subject::ServiceUnlinked(unlinked)
            if unlinked.link_id == link_id && unlinked.cause() == UnlinkCause::Person),
        "{news:?}"
    );
    assert_eq!(second.sees_news(&suite).await.len(), 1);
}

/// Counts what the person was told of added services.
async fn linked(person: &Person, suite: &Suite) -> usize {
    let news = person.sees_news(suite).await;
    let linked = news
        .iter()
        .filter(|subject| matches!(subject, Subject::ServiceLinked(_)));
    linked.count()
}
