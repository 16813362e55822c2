//! A contract that gets another holder: what was the first one's is not the second one's.

use kabinet_proto::{
    subscriptions::v1::{LinkEndReason, LinkState},
    types::v1::{Channel, UnlinkCause, notice::Subject},
};

use crate::{
    billing::{Billing, Contract, ago},
    person::Person,
    suite::Suite,
};

#[tokio::test]
async fn next_holder_reads_nothing_of_the_one_before_who_reads_no_more() {
    let suite = Suite::start().await;
    let billing = Billing::of("north", &suite);
    let mut contract = Contract::broadband();
    billing.tells(&[&contract]).await;
    let (mut before, mut after) = (Person::invent(), Person::invent());
    before.registers(&suite, Channel::Email).await;
    let link = before.adds_broadband(&suite, &contract).await;
    assert_eq!(before.sees_bills(&suite, &link.contract_id).await.len(), 1);

    contract.is_billed(&[9, 10]);
    contract.change(|record| {
        record.holder_generation += 1;
        let reached = record.contact.as_mut().expect("it has a contact");
        "next.holder@example.com".clone_into(&mut reached.email);
        reached.since = Some(ago(time::Duration::days(31)));
    });
    billing.tells(&[&contract]).await;

    assert!(before.sees_services(&suite).await.is_empty());
    let links = before.sees_links(&suite).await;
    assert_eq!(links[0].state(), LinkState::Revoked);
    assert_eq!(links[0].end_reason(), LinkEndReason::HolderChanged);
    suite.wait_until_quiet().await;
    let news = before.sees_news(&suite).await;
    assert!(
        matches!(&news[0], Subject::ServiceUnlinked(unlinked)
            if unlinked.cause() == UnlinkCause::HolderChanged),
        "{news:?}"
    );
    assert_eq!(before.notices_received(&suite, Channel::Email).len(), 2);

    after.registers(&suite, Channel::Sms).await;
    let link = after.adds_broadband(&suite, &contract).await;
    let bills = after.sees_bills(&suite, &link.contract_id).await;
    let numbers: Vec<_> = bills.iter().map(|bill| bill.bill_number.as_str()).collect();
    let newest = &contract.record.bills.as_ref().unwrap().bills[1];
    assert_eq!(numbers, [newest.bill_number.as_str()]);
}
