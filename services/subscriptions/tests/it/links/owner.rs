//! Whoever has confirmed the contact that a code goes to is kept out by no stranger.

use std::time::Duration;

use kabinet_proto::types::v1::{Channel, ContactKind};

use super::fixture::{CONTACT_EMAIL, CONTACT_MOBILE, Wanted};
use crate::harness::{CodeCall, FakeCodes, Subscriptions};

const NUMBER: &str = "000000000001";
const MOBILE: &str = "+79000000045";

/// Tells of the last code whether it went out, and whether its subject was known.
fn last(service: &Subscriptions) -> (bool, bool) {
    let start = service.codes.starts().pop().unwrap();
    (!start.suppress, start.known_subject)
}

async fn strangers_start(service: &Subscriptions, wanted: &Wanted, times: usize) {
    for _ in 0..times {
        service.starts(service.somebody(), wanted).await.unwrap();
    }
}

#[tokio::test]
async fn strangers_do_not_use_up_the_codes_of_an_owner() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(NUMBER)]).await;
    let wanted = Wanted::broadband(NUMBER);
    strangers_start(&service, &wanted, 4).await;
    assert_eq!(last(&service), (false, false));
    for (kind, value, channel) in [
        (ContactKind::Mobile, CONTACT_MOBILE, Channel::Sms),
        // An address is the same however its letters are written.
        (ContactKind::Email, "HOLDER@Example.com", Channel::Email),
    ] {
        let owner = service.somebody();
        service.profile.knows(owner, kind, value);
        let wanted = wanted.clone().over(channel);
        let link = service.starts(owner, &wanted).await.unwrap();
        assert_eq!(last(&service), (true, true), "{channel:?}");
        service.codes.forgets();
        service.resends(owner, &link.link_id).await.unwrap();
        assert!(last(&service).1, "{channel:?}");
    }
}

#[tokio::test]
async fn owners_of_a_contract_get_three_codes_a_day_together() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(NUMBER)]).await;
    let wanted = Wanted::broadband(NUMBER);
    let mut sent = Vec::new();
    for _ in 0..4 {
        let owner = service.somebody();
        service
            .profile
            .knows(owner, ContactKind::Mobile, CONTACT_MOBILE);
        service.starts(owner, &wanted).await.unwrap();
        sent.push(last(&service));
    }
    assert_eq!(
        sent,
        [(true, true), (true, true), (true, true), (false, true)]
    );
    // Theirs are no part of what strangers have.
    strangers_start(&service, &wanted, 3).await;
    assert_eq!(last(&service), (true, false));
}

#[tokio::test]
async fn contact_of_another_kind_or_person_makes_nobody_an_owner() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(NUMBER)]).await;
    let owner = service.somebody();
    service
        .profile
        .knows(owner, ContactKind::Email, CONTACT_EMAIL);
    let wanted = Wanted::broadband(NUMBER);
    service.starts(owner, &wanted).await.unwrap();
    assert_eq!(last(&service), (true, false));
    strangers_start(&service, &wanted.over(Channel::Email), 1).await;
    assert_eq!(last(&service), (true, false));
}

#[tokio::test]
async fn number_of_ones_own_is_known_whether_it_is_a_customers_or_not() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone(MOBILE)]).await;
    for (number, is_sent) in [(MOBILE, true), ("+79000000046", false)] {
        let owner = service.somebody();
        service.profile.knows(owner, ContactKind::Mobile, number);
        service
            .starts(owner, &Wanted::mobile(number))
            .await
            .unwrap();
        assert_eq!(last(&service), (is_sent, true), "{number}");
    }
}

#[tokio::test]
async fn first_message_to_ones_own_contact_counts_with_those_of_owners() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(NUMBER)]).await;
    let wanted = Wanted::broadband(NUMBER);
    strangers_start(&service, &wanted, 3).await;
    for expected in [true, true, true, false] {
        let owner = service.somebody();
        service
            .profile
            .knows(owner, ContactKind::Email, CONTACT_EMAIL);
        let link = service.starts(owner, &wanted).await.unwrap();
        assert_eq!(last(&service), (false, false));
        service
            .switches(owner, &link.link_id, Channel::Email)
            .await
            .unwrap();
        let switch = service.codes.switches().pop().unwrap();
        assert_eq!((!switch.suppress, switch.known_subject), (expected, true));
        service.clock.advance(Duration::from_mins(1));
    }
}

#[tokio::test]
async fn where_nobody_tells_whose_a_contact_is_a_code_counts_with_those_of_strangers() {
    let service = Subscriptions::start().await;
    service.import(vec![service.home(NUMBER)]).await;
    let owner = service.somebody();
    service
        .profile
        .knows(owner, ContactKind::Mobile, CONTACT_MOBILE);
    service.profile.keeps_silent();
    let wanted = Wanted::broadband(NUMBER);
    service.starts(owner, &wanted).await.unwrap();
    assert_eq!(last(&service), (true, false));
}

#[tokio::test]
async fn verification_is_told_a_language_and_no_network() {
    let service = Subscriptions::start().await;
    let person = service.somebody();
    let link = service.starts(person, &Wanted::broadband(NUMBER)).await;
    let link_id = link.unwrap().link_id;
    service.clock.advance(FakeCodes::PAUSE);
    service.resends(person, &link_id).await.unwrap();
    let switched = service.switches(person, &link_id, Channel::Email).await;
    switched.unwrap();
    service.proves(person, &link_id).await.unwrap_err();
    let clients = service.codes.clients();
    let calls: Vec<_> = clients.iter().map(|(call, _)| *call).collect();
    let every = [
        CodeCall::Start,
        CodeCall::Resend,
        CodeCall::Switch,
        CodeCall::Check,
    ];
    assert_eq!(calls, every);
    for (_, client) in clients {
        assert_eq!((&*client.language, &*client.network_address), ("en", ""));
    }
}
