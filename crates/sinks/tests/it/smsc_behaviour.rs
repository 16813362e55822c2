use std::time::Duration;

use kabinet_env::manual::ManualClock;
use kabinet_sinks::smsc::{Behaviour, CommandStatus};
use kabinet_sinks::{Messages, SmscSink};
use rusmpp::Pdu;

use crate::loopback;
use crate::smpp_client::{SmppClient, message, text};

async fn sink(behaviour: Behaviour) -> (SmscSink, Messages, ManualClock) {
    let (env, clock) = ManualClock::new(1);
    let messages = Messages::new(env);
    let sink = SmscSink::start(loopback().await, messages.clone(), behaviour).unwrap();
    (sink, messages, clock)
}

#[tokio::test]
async fn silent_centre_answers_nothing() {
    let (sink, messages, _clock) = sink(Behaviour::Normal).await;
    let mut client = SmppClient::bound(&sink).await;
    sink.behave(Behaviour::Silent);
    client.send(message("text")).await;
    client.send(Pdu::EnquireLink).await;
    client.hang_up().await;
    assert!(client.receive().await.is_none());
    assert!(messages.list(None, None, 1).is_empty());
}

#[tokio::test]
async fn throttling_centre_refuses_some_and_recovers() {
    let (sink, messages, _clock) = sink(Behaviour::Throttle(2)).await;
    let mut client = SmppClient::bound(&sink).await;
    for _ in 0..2 {
        let refused = client.submit(message("text")).await;
        assert_eq!(refused, Err(CommandStatus::EsmeRthrottled));
    }
    assert!(client.submit(message("text")).await.is_ok());
    assert_eq!(messages.list(None, None, 10).len(), 1);
}

#[tokio::test]
async fn rejecting_centre_says_what_it_was_told() {
    let (sink, messages, _clock) = sink(Behaviour::RejectAll(CommandStatus::EsmeRsyserr)).await;
    let mut client = SmppClient::bound(&sink).await;
    let refused = client.submit(message("text")).await;
    assert_eq!(refused, Err(CommandStatus::EsmeRsyserr));
    assert!(messages.list(None, None, 1).is_empty());
}

#[tokio::test]
async fn message_is_kept_though_the_connection_is_cut() {
    let (sink, messages, _clock) = sink(Behaviour::CutAfterAccept).await;
    let mut client = SmppClient::bound(&sink).await;
    client.send(message("text")).await;
    assert!(client.receive().await.is_none());
    assert_eq!(messages.list(None, None, 10).len(), 1);

    let mut next = SmppClient::bound(&sink).await;
    assert!(text(&next.receipt().await).contains("stat:DELIVRD"));
}

#[tokio::test]
async fn delayed_receipt_comes_when_its_time_has_come() {
    let delay = Duration::from_mins(2);
    let (sink, _messages, clock) = sink(Behaviour::DelayReceipts(delay)).await;
    let mut client = SmppClient::bound(&sink).await;
    let late = client.submit(message("late")).await.unwrap();
    // The connection's idle timer and the receipt's.
    clock.sleepers(2).await;

    sink.behave(Behaviour::Normal);
    let prompt = client.submit(message("prompt")).await.unwrap();
    assert!(text(&client.receipt().await).contains(&prompt));

    clock.advance(delay);
    let receipt = client.receipt().await;
    assert!(text(&receipt).contains(&late));
    assert!(text(&receipt).contains("submit date:2601010000 done date:2601010002"));
}

#[tokio::test]
async fn centre_without_receipts_sends_none() {
    let (sink, _messages, _clock) = sink(Behaviour::NoReceipts).await;
    let mut client = SmppClient::bound(&sink).await;
    client.submit(message("unreported")).await.unwrap();
    sink.behave(Behaviour::Normal);
    let reported = client.submit(message("reported")).await.unwrap();
    assert!(text(&client.receipt().await).contains(&reported));
}

#[tokio::test]
async fn undeliverable_message_is_reported_so() {
    let (sink, messages, _clock) = sink(Behaviour::Undeliverable).await;
    let mut client = SmppClient::bound(&sink).await;
    client.submit(message("text")).await.unwrap();
    assert!(text(&client.receipt().await).contains("stat:UNDELIV err:001"));
    assert_eq!(messages.list(None, None, 10).len(), 1);
}

#[tokio::test]
async fn idle_connection_is_closed() {
    let (sink, _messages, clock) = sink(Behaviour::Normal).await;
    let mut client = SmppClient::bound(&sink).await;
    clock.sleepers(1).await;
    clock.advance(Duration::from_mins(5));
    assert!(client.receive().await.is_none());
}
