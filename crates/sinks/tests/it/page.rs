use kabinet_sinks::Sinks;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::inbox::{mail, sinks};

async fn get(sinks: &Sinks, path: &str, host: &str) -> String {
    let mut stream = TcpStream::connect(sinks.addresses().page).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn page_shows_what_arrived() {
    let (sinks, _clock) = sinks().await;
    sinks
        .messages()
        .add(mail("ivan@example.com", "code 123456"));
    let answer = get(&sinks, "/", "localhost:7180").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("<pre dir=\"auto\">code 123456</pre>"));
    let headers = answer.to_lowercase();
    assert!(headers.contains("\r\ncontent-security-policy: default-src 'none';"));
    assert!(headers.contains("\r\ncache-control: no-store\r\n"));
    assert!(headers.contains("\r\nx-content-type-options: nosniff\r\n"));
}

#[tokio::test]
async fn json_lists_one_receiver_newest_first() {
    let (sinks, _clock) = sinks().await;
    for (to, text) in [
        ("+79000000001", "one"),
        ("+79000000002", "another's"),
        ("+79000000001", "two"),
    ] {
        sinks.messages().add(mail(to, text));
    }
    let answer = get(&sinks, "/messages.json?to=%2B79000000001", "127.0.0.1").await;
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let json: Value = serde_json::from_str(body).unwrap();
    let messages = json["messages"].as_array().unwrap();
    let texts: Vec<_> = messages.iter().map(|message| &message["text"]).collect();
    assert_eq!(texts, ["two", "one"]);
    assert_eq!(messages[0]["message_id"], "msg_3");
    assert_eq!(messages[0]["receive_time"], "2026-01-01T00:00:00Z");
}

#[tokio::test]
async fn page_of_a_stranger_cannot_read_by_rebinding_its_name() {
    let (sinks, _clock) = sinks().await;
    sinks
        .messages()
        .add(mail("ivan@example.com", "code 123456"));
    for path in ["/", "/messages.json"] {
        let answer = get(&sinks, path, "rebind.example.com").await;
        assert!(answer.starts_with("HTTP/1.1 421 "), "{answer}");
        assert!(!answer.contains("123456"));
    }
}
