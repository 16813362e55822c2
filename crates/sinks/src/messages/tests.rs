use kabinet_domain::Channel;
use kabinet_env::manual::ManualClock;

use super::*;

const SECOND: Duration = Duration::from_secs(1);
const RECEIVER: &str = "+79000000001";

fn sms(to: &str, text: &str) -> Draft {
    Draft {
        channel: Channel::Sms,
        to: to.to_owned(),
        from: "Kabinet".to_owned(),
        subject: None,
        text: text.to_owned(),
        html: None,
        headers: Vec::new(),
    }
}

fn messages() -> (Messages, ManualClock) {
    let (env, clock) = ManualClock::new(1);
    (Messages::new(env), clock)
}

fn texts(listed: &[Arc<Message>]) -> Vec<&str> {
    listed.iter().map(|message| message.text.as_str()).collect()
}

#[test]
fn newest_message_is_listed_first() {
    let (messages, _clock) = messages();
    for text in ["one", "two", "three"] {
        messages.add(sms(RECEIVER, text));
    }
    let first_page = messages.list(None, None, 2);
    assert_eq!(texts(&first_page), ["three", "two"]);
    let second_page = messages.list(None, Some(first_page[1].id), 2);
    assert_eq!(texts(&second_page), ["one"]);
}

#[test]
fn receiver_is_found_with_and_without_plus() {
    let (messages, _clock) = messages();
    messages.add(sms("79000000001", "mine"));
    messages.add(sms("79000000002", "another's"));
    assert_eq!(
        texts(&messages.list(Some("+79000000001"), None, 10)),
        ["mine"]
    );
    assert_eq!(
        texts(&messages.list(Some("79000000001"), None, 10)),
        ["mine"]
    );
}

#[test]
fn oldest_messages_give_way_when_there_are_too_many() {
    let (messages, _clock) = messages();
    for _ in 0..=MAX_MESSAGES {
        messages.add(sms(RECEIVER, "text"));
    }
    let kept = messages.list(None, None, usize::MAX);
    assert_eq!(kept.len(), MAX_MESSAGES);
    assert_eq!(kept.last().unwrap().id, MessageId::new(2));
}

#[test]
fn oldest_messages_give_way_when_they_weigh_too_much() {
    let (messages, _clock) = messages();
    let heavy = "x".repeat(MAX_OCTETS / 2);
    for _ in 0..3 {
        messages.add(sms(RECEIVER, &heavy));
    }
    assert_eq!(messages.list(None, None, 10).len(), 1);
    messages.add(sms(RECEIVER, "light"));
    assert_eq!(messages.list(None, None, 10).len(), 2);
}

#[tokio::test]
async fn newest_message_that_is_there_is_returned_at_once() {
    let (messages, _clock) = messages();
    messages.add(sms(RECEIVER, "old"));
    messages.add(sms(RECEIVER, "new"));
    let found = messages.wait_for(RECEIVER, None, SECOND).await;
    assert_eq!(found.unwrap().text, "new");
}

#[tokio::test]
async fn only_what_came_after_the_given_message_counts() {
    let (messages, _clock) = messages();
    let seen = messages.add(sms(RECEIVER, "seen"));
    messages.add(sms(RECEIVER, "next"));
    messages.add(sms(RECEIVER, "last"));
    let found = messages.wait_for(RECEIVER, Some(seen.id), SECOND).await;
    assert_eq!(found.unwrap().text, "next");
}

#[tokio::test]
async fn waiting_ends_when_the_message_arrives() {
    let (messages, clock) = messages();
    let waiting = {
        let messages = messages.clone();
        tokio::spawn(async move { messages.wait_for(RECEIVER, None, SECOND).await })
    };
    clock.sleepers(1).await;
    messages.add(sms("+79000000002", "another's"));
    messages.add(sms(RECEIVER, "mine"));
    assert_eq!(waiting.await.unwrap().unwrap().text, "mine");
}

#[tokio::test]
async fn waiting_ends_empty_when_the_time_is_over() {
    let (messages, clock) = messages();
    let waiting = {
        let messages = messages.clone();
        tokio::spawn(async move { messages.wait_for(RECEIVER, None, SECOND).await })
    };
    clock.sleepers(1).await;
    clock.advance(SECOND);
    assert_eq!(waiting.await.unwrap(), None);
}

#[tokio::test]
async fn subscriber_is_told_of_arrivals_in_their_order() {
    let (messages, _clock) = messages();
    messages.add(sms(RECEIVER, "before"));
    let mut arrivals = messages.subscribe();
    messages.add(sms(RECEIVER, "one"));
    messages.add(sms(RECEIVER, "two"));
    assert_eq!(arrivals.recv().await.unwrap().text, "one");
    assert_eq!(arrivals.recv().await.unwrap().text, "two");
}

#[test]
fn debug_shows_no_address_and_no_content() {
    let (messages, _clock) = messages();
    let message = messages.add(sms(RECEIVER, "secret"));
    let shown = format!("{message:?} {:?} {messages:?}", message.content);
    assert!(
        !shown.contains("secret") && !shown.contains("79000000001"),
        "{shown}"
    );
}
