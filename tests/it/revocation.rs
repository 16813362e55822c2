//! A session that was ended is refused by every service, whoever ended it and whatever is down.

use kabinet_proto::types::v1::Channel;

use crate::{
    person::Person,
    suite::{Layout, Service, Suite},
};

#[tokio::test]
async fn ended_session_is_refused_by_services_of_other_processes() {
    let suite = Suite::start_with(Layout::Apart, &[]).await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let session = person.gateway(&suite);
    person.sees_profile(&suite).await;
    person.sees_services(&suite).await;
    person.ends_every_session(&suite).await.unwrap();
    suite.refuses_soon(&session).await;
}

#[tokio::test]
async fn what_was_ended_while_a_service_was_away_is_refused_by_it() {
    let mut suite = Suite::start_with(Layout::Apart, &[]).await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let session = person.gateway(&suite);
    suite.kill_one(Service::Subscriptions).await;
    person.ends_every_session(&suite).await.unwrap();
    suite.serve_one(Service::Subscriptions).await;
    suite.refuses_soon(&session).await;
}

#[tokio::test]
async fn earlier_tokens_of_a_session_that_goes_on_are_refused() {
    let suite = Suite::start_with(Layout::Apart, &[]).await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let earlier = person.gateway(&suite);
    let changed = person.changes_password(&suite, "Anderer-Haferbrei-im-Kieselweg!");
    changed.await.unwrap();
    suite.refuses_soon(&earlier).await;
    person.sees_profile(&suite).await;
    person.sees_services(&suite).await;
}
