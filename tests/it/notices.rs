//! What people are told: at every contact they have confirmed, in their language, and in the inbox.

use kabinet_proto::{
    profile::v1::MessageLanguage,
    types::v1::{Channel, ServiceKind, notice::Subject},
};

use crate::{
    billing::{Billing, Contract},
    person::Person,
    suite::Suite,
};

#[tokio::test]
async fn notice_arrives_at_the_confirmed_contact_only_and_stands_in_the_inbox() {
    let suite = Suite::start().await;
    let channels = [
        (Channel::Sms, Channel::Email),
        (Channel::Email, Channel::Sms),
    ];
    for (confirmed, unconfirmed) in channels {
        let contract = Contract::mobile();
        Billing::of("north", &suite).tells(&[&contract]).await;
        let mut person = Person::invent();
        person.registers(&suite, confirmed).await;
        let link = person.adds_mobile(&suite, &contract).await;
        suite.wait_until_quiet().await;

        assert_eq!(person.notices_received(&suite, confirmed).len(), 1);
        let nothing: [String; 0] = [];
        assert_eq!(person.notices_received(&suite, unconfirmed), nothing);
        let items = person.sees_inbox(&suite).await;
        assert_eq!(items.len(), 1);
        assert!(items[0].sent);
        let subject = items[0].notice.clone().unwrap().subject;
        let Some(Subject::ServiceLinked(linked)) = subject else {
            panic!("{subject:?}");
        };
        assert_eq!(linked.link_id, link.link_id);
        assert_eq!(linked.kind(), ServiceKind::Mobile);
    }
}

#[tokio::test]
async fn notices_are_in_the_language_that_is_preferred_when_they_are_sent() {
    let suite = Suite::start().await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Email).await;
    adds_a_service(&mut person, &suite).await;
    for language in [MessageLanguage::Pl, MessageLanguage::En] {
        person.prefers(&suite, language).await;
        adds_a_service(&mut person, &suite).await;
    }

    let told = person.notices_received(&suite, Channel::Email);
    let greetings: Vec<_> = told
        .iter()
        .map(|text| text.split_whitespace().next().unwrap())
        .collect();
    assert_eq!(greetings, ["Здравствуйте!", "Dzień", "Hello!"]);
}

#[tokio::test]
async fn login_on_another_device_is_told_and_one_on_the_same_is_not() {
    let suite = Suite::start().await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let (login, mobile) = (person.login.clone(), person.mobile.clone());
    person.logs_in(&suite, &login).await.unwrap();
    suite.wait_until_quiet().await;
    assert!(person.sees_inbox(&suite).await.is_empty());

    person.takes_another_device();
    person.logs_in(&suite, &mobile).await.unwrap();
    let session_id = person.session_id();
    suite.wait_until_quiet().await;
    let news = person.sees_news(&suite).await;
    assert!(
        matches!(&news[..], [Subject::NewLogin(login)] if login.session_id == session_id),
        "{news:?}"
    );
    assert_eq!(person.notices_received(&suite, Channel::Sms).len(), 1);
}

async fn adds_a_service(person: &mut Person, suite: &Suite) {
    let contract = Contract::mobile();
    Billing::of("north", suite).tells(&[&contract]).await;
    person.adds_mobile(suite, &contract).await;
    suite.wait_until_quiet().await;
}
