use std::net::Ipv4Addr;
use std::time::Duration;

use kabinet_proto::verification::v1::DeliveryState;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::requests::{EMAIL, email, started};
use crate::suite::Suite;

/// What the first connection is told where the others are told that all is well.
#[derive(Clone, Copy)]
enum First {
    /// Nothing, once it has sent the message.
    SilentAfterContent,
    /// That its sender is not wanted.
    RefusesSender,
}

/// Starts a mail server whose first connection goes wrong, and tells what it hears then.
async fn start(first: First) -> (u16, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (ear, heard) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut first = Some(first);
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, first.take(), ear.clone()));
        }
    });
    (port, heard)
}

async fn serve(
    stream: TcpStream,
    first: Option<First>,
    ear: mpsc::UnboundedSender<String>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 ready\r\n").await?;
    let mut in_content = false;
    let mut has_content = false;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let said = std::mem::take(&mut line);
        if in_content && said != ".\r\n" {
            continue;
        }
        if has_content {
            let _ = ear.send(said.clone());
        }
        let answer = match said.get(..4).unwrap_or_default() {
            _ if in_content => {
                in_content = false;
                if matches!(first, Some(First::SilentAfterContent)) {
                    has_content = true;
                    continue;
                }
                "250 taken"
            }
            "MAIL" if matches!(first, Some(First::RefusesSender)) => "550 not from you",
            "DATA" => {
                in_content = true;
                "354 go on"
            }
            _ => "250 fine",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    let _ = ear.send("closed".to_owned());
    Ok(())
}

#[tokio::test]
async fn connection_with_an_answer_to_come_is_never_used_again() {
    let (port, mut heard) = start(First::SilentAfterContent).await;
    let suite = Suite::with(|config| {
        config.delivery.smtp.port = port;
        config.delivery.smtp.timeout = Duration::from_secs(1);
    })
    .await;
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    assert_eq!(heard.recv().await.as_deref(), Some("closed"));
    suite.delivery(&handle, DeliveryState::Accepted).await;
}

#[tokio::test]
async fn server_that_refuses_the_sender_gets_the_message_later() {
    let (port, _heard) = start(First::RefusesSender).await;
    let suite = Suite::with(|config| config.delivery.smtp.port = port).await;
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    suite.delivery(&handle, DeliveryState::Accepted).await;
}
