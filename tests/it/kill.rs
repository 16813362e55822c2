//! Kill -9 after each step: what was answered stands, and the same call gets the same answer.

use kabinet_proto::types::v1::Channel;

use crate::{
    billing::{Billing, Contract},
    person::{LinkStep, Person, Step},
    suite::Suite,
};

#[tokio::test]
async fn every_step_survives_a_kill_after_its_answer() {
    let mut suite = Suite::start().await;
    let mut person = Person::invent();
    for step in Step::ALL {
        let answer = person.takes(step, &suite).await.unwrap();
        suite.restart().await;
        let repeated = person.takes(step, &suite).await.unwrap();
        assert_eq!(answer, repeated, "{step:?}");
        person.prepares_after(step, &suite).await;
    }
    let login = person.login.clone();
    person.logs_in(&suite, &login).await.unwrap();
    assert_eq!(
        person.sees_profile(&suite).await.account_id,
        person.account_id()
    );
    suite.wait_until_quiet().await;
}

#[tokio::test]
async fn every_step_of_a_link_survives_a_kill_after_its_answer() {
    let mut suite = Suite::start().await;
    let mut person = Person::invent();
    let contract = Contract::mobile();
    person.registers(&suite, Channel::Sms).await;
    Billing::of("north", &suite).tells(&[&contract]).await;
    for step in [LinkStep::Start, LinkStep::Prove] {
        let answer = person.takes_link_step(step, &contract, &suite).await;
        let answer = answer.unwrap();
        suite.restart().await;
        let repeated = person.takes_link_step(step, &contract, &suite).await;
        assert_eq!(answer, repeated.unwrap(), "{step:?}");
        if step == LinkStep::Start {
            let number = contract.phone_number();
            person.reads_code_at(&suite, number).await;
        }
    }
    suite.wait_until_quiet().await;
    assert_eq!(person.sees_links(&suite).await.len(), 1);
    assert_eq!(person.sees_services(&suite).await.len(), 1);
    assert_eq!(person.sees_inbox(&suite).await.len(), 1);
    let told = person.notices_received(&suite, Channel::Sms);
    assert!(!told.is_empty() && told.iter().all(|text| *text == told[0]));
}
