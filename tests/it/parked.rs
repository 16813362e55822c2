//! An event that nobody takes: an operator sees it, and has it delivered or gives it up.

use kabinet_proto::types::v1::Channel;

use crate::{person::Person, suite::Suite};

/// What the relay does with an event that its destination refuses.
const PARK: &str = "UPDATE identity.outbox_event SET state = 'PARKED', last_error = 'REFUSED'";

#[tokio::test]
async fn parked_event_is_listed_and_delivered_when_it_is_released() {
    let suite = Suite::start().await;
    let (person, id) = has_a_parked_event(&suite).await;
    assert!(person.sees_inbox(&suite).await.is_empty());

    let released = suite.run(&["outbox", "release", "all", &id]).await.lines();
    assert!(
        released.len() == 1 && released[0].contains(&id),
        "{released:?}"
    );
    suite.wait_until_quiet().await;
    assert_eq!(person.sees_inbox(&suite).await.len(), 1);
    assert!(parked(&suite).await.is_empty());
}

#[tokio::test]
async fn parked_event_is_gone_when_it_is_discarded() {
    let suite = Suite::start().await;
    let (person, id) = has_a_parked_event(&suite).await;
    suite.run(&["outbox", "discard", "identity", &id]).await;
    suite.wait_until_quiet().await;
    assert!(person.sees_inbox(&suite).await.is_empty());
}

/// Registers a person of whom identity has something to tell that profile refuses.
async fn has_a_parked_event(suite: &Suite) -> (Person, String) {
    let mut person = Person::invent();
    person.registers(suite, Channel::Sms).await;
    suite.wait_until_quiet().await;
    suite.hold_outboxes().await;
    person.takes_another_device();
    let login = person.login.clone();
    person.logs_in(suite, &login).await.unwrap();
    suite.release_outboxes_after(PARK).await;

    let [event] = &parked(suite).await[..] else {
        panic!("one event is parked");
    };
    let [service, id, destination, fact, _appended, why] = &event[..] else {
        panic!("{event:?}");
    };
    let shown = [service, destination, fact, why].map(String::as_str);
    assert_eq!(shown, ["identity", "notification", "notice", "REFUSED"]);
    (person, id.clone())
}

async fn parked(suite: &Suite) -> Vec<Vec<String>> {
    let lines = suite.run(&["outbox", "list", "all"]).await.lines();
    let fields = |line: &String| line.split('\t').map(str::to_owned).collect();
    lines.iter().map(fields).collect()
}
