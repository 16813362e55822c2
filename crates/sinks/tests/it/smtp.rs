use std::time::Duration;

use kabinet_env::Env;
use kabinet_env::manual::ManualClock;
use kabinet_sinks::{Messages, NotLoopback, SmtpBehaviour, SmtpSink};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::loopback;

type Client = AsyncSmtpTransport<Tokio1Executor>;

async fn sink(env: Env) -> (SmtpSink, Messages) {
    let messages = Messages::new(env);
    let sink = SmtpSink::start(loopback().await, messages.clone()).unwrap();
    (sink, messages)
}

fn client(sink: &SmtpSink) -> Client {
    let address = sink.address();
    Client::builder_dangerous(address.ip().to_string())
        .port(address.port())
        .build()
}

fn mail(to: &str) -> Message {
    Message::builder()
        .from(Mailbox::new(
            Some("Кабинет".to_owned()),
            "kabinet@example.com".parse().unwrap(),
        ))
        .to(to.parse().unwrap())
        .subject("Код подтверждения")
        .message_id(Some("<1@example.com>".to_owned()))
        .multipart(MultiPart::alternative_plain_html(
            "Код: 12345678\n.\nточка".to_owned(),
            "<p>Код: <b>12345678</b></p>".to_owned(),
        ))
        .unwrap()
}

#[tokio::test]
async fn mail_is_kept_decoded() {
    let (sink, messages) = sink(Env::system()).await;
    client(&sink).send(mail("Ivan@Example.com")).await.unwrap();

    let kept = &messages.list(Some("ivan@example.com"), None, 10)[0];
    assert_eq!(kept.from, "kabinet@example.com");
    assert_eq!(kept.subject.as_deref(), Some("Код подтверждения"));
    assert_eq!(
        kept.text.replace("\r\n", "\n").trim_end(),
        "Код: 12345678\n.\nточка"
    );
    assert_eq!(
        kept.html.as_deref().map(str::trim_end),
        Some("<p>Код: <b>12345678</b></p>")
    );
    assert_eq!(kept.header("message-id"), Some("<1@example.com>"));
}

#[tokio::test]
async fn mail_without_html_has_none() {
    let (sink, messages) = sink(Env::system()).await;
    let plain = Message::builder()
        .from("kabinet@example.com".parse().unwrap())
        .to("ivan@example.com".parse().unwrap())
        .body("text".to_owned())
        .unwrap();
    client(&sink).send(plain).await.unwrap();
    let kept = &messages.list(None, None, 1)[0];
    assert_eq!((kept.text.trim_end(), kept.html.as_ref()), ("text", None));
}

#[tokio::test]
async fn international_address_is_taken() {
    let (sink, messages) = sink(Env::system()).await;
    client(&sink).send(mail("иван@example.com")).await.unwrap();
    assert_eq!(messages.list(Some("ИВАН@example.com"), None, 10).len(), 1);
}

#[tokio::test]
async fn one_connection_takes_several_mails() {
    let (sink, messages) = sink(Env::system()).await;
    let client = client(&sink);
    for _ in 0..3 {
        client.send(mail("ivan@example.com")).await.unwrap();
    }
    assert_eq!(messages.list(None, None, 10).len(), 3);
}

#[tokio::test]
async fn refusals_are_temporary_or_permanent_as_told() {
    let (sink, messages) = sink(Env::system()).await;
    let client = client(&sink);
    sink.behave(SmtpBehaviour::Temporary);
    assert!(
        client
            .send(mail("ivan@example.com"))
            .await
            .unwrap_err()
            .is_transient()
    );
    sink.behave(SmtpBehaviour::Permanent);
    assert!(
        client
            .send(mail("ivan@example.com"))
            .await
            .unwrap_err()
            .is_permanent()
    );
    assert!(messages.list(None, None, 1).is_empty());
    sink.behave(SmtpBehaviour::Normal);
    client.send(mail("ivan@example.com")).await.unwrap();
}

#[tokio::test]
async fn mail_is_kept_though_the_connection_is_cut() {
    let (sink, messages) = sink(Env::system()).await;
    sink.behave(SmtpBehaviour::CutAfterData);
    let error = client(&sink)
        .send(mail("ivan@example.com"))
        .await
        .unwrap_err();
    assert!(!error.is_transient() && !error.is_permanent());
    assert_eq!(messages.list(None, None, 10).len(), 1);
}

#[tokio::test]
async fn black_hole_accepts_and_says_nothing() {
    let (sink, _messages) = sink(Env::system()).await;
    sink.behave(SmtpBehaviour::BlackHole);
    let mut stream = TcpStream::connect(sink.address()).await.unwrap();
    stream
        .write_all(b"EHLO client.example.com\r\n")
        .await
        .unwrap();
    stream.shutdown().await.unwrap();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).await.unwrap();
    assert_eq!(said, b"");
}

#[tokio::test]
async fn idle_connection_is_closed() {
    let (env, clock) = ManualClock::new(1);
    let (sink, _messages) = sink(env).await;
    let mut stream = TcpStream::connect(sink.address()).await.unwrap();
    clock.sleepers(1).await;
    clock.advance(Duration::from_mins(5));
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    assert!(said.ends_with("421 4.4.2 idle for too long\r\n"), "{said}");
}

#[tokio::test]
async fn shutdown_cuts_connections() {
    let (sink, _messages) = sink(Env::system()).await;
    let mut stream = TcpStream::connect(sink.address()).await.unwrap();
    let mut greeting = [0; 4];
    stream.read_exact(&mut greeting).await.unwrap();
    assert_eq!(&greeting, b"220 ");
    let address = sink.address();
    sink.shutdown().await;
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn listener_that_others_can_reach_is_refused() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let messages = Messages::new(Env::system());
    assert_eq!(
        SmtpSink::start(listener, messages).unwrap_err(),
        NotLoopback(address)
    );
}
