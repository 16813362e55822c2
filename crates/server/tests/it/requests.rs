use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::sinks::v1::{ListMessagesRequest, ListMessagesResponse};
use kabinet_server::ServerConfig;
use kabinet_status::{Refusal, read};
use tokio::sync::Semaphore;
use tonic::{Code, Status};
use tonic_health::pb::HealthCheckRequest;

use crate::running::{Inbox, Running, config};

async fn refusal_of(inbox: Inbox) -> Status {
    let running = Running::start(config(), inbox).await;
    let answer = running
        .client()
        .list_messages(ListMessagesRequest::default())
        .await;
    answer.unwrap_err()
}

#[tokio::test]
async fn an_internal_error_crosses_without_its_text() {
    for leaky in [
        Status::internal("secret detail"),
        Status::unknown("secret detail"),
        Status::data_loss("secret detail"),
    ] {
        let status = refusal_of(Inbox::new(move || std::future::ready(Err(leaky.clone())))).await;
        assert_eq!(status.code(), Code::Internal);
        assert_eq!(read::reason(&status), Some(Reason::Internal));
        assert!(!format!("{status:?}").contains("secret"), "{status:?}");
    }
}

#[tokio::test]
async fn a_refusal_crosses_as_it_is() {
    let refuse =
        || async { Err(Refusal::not_found(Reason::SessionNotFound, "no such session").into()) };
    let status = refusal_of(Inbox::new(refuse)).await;
    assert_eq!(status.code(), Code::NotFound);
    assert_eq!(status.message(), "no such session");
    assert_eq!(read::reason(&status), Some(Reason::SessionNotFound));
}

#[tokio::test]
async fn a_panic_is_answered_and_the_connection_lives() {
    let panicked = Arc::new(AtomicBool::new(false));
    let once = move || {
        let first = !panicked.swap(true, Ordering::Relaxed);
        async move {
            assert!(!first, "secret detail");
            Ok(ListMessagesResponse::default())
        }
    };
    let running = Running::start(config(), Inbox::new(once)).await;
    let mut client = running.client();
    let status = client
        .list_messages(ListMessagesRequest::default())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Internal);
    assert_eq!(read::reason(&status), Some(Reason::Internal));
    assert!(!format!("{status:?}").contains("secret"), "{status:?}");
    client
        .list_messages(ListMessagesRequest::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_call_beyond_the_limit_is_refused_at_once_and_health_still_answers() {
    let entered = Arc::new(Semaphore::new(0));
    let leave = Arc::new(Semaphore::new(0));
    let wait = {
        let (entered, leave) = (Arc::clone(&entered), Arc::clone(&leave));
        move || {
            entered.add_permits(1);
            let leave = Arc::clone(&leave);
            async move {
                leave.acquire().await.unwrap().forget();
                Ok(ListMessagesResponse::default())
            }
        }
    };
    let one = ServerConfig {
        concurrency_limit: 1,
        ..config()
    };
    let running = Running::start(one, Inbox::new(wait)).await;
    let mut first = running.client();
    let first =
        tokio::spawn(async move { first.list_messages(ListMessagesRequest::default()).await });
    entered.acquire().await.unwrap().forget();

    let second = running
        .client()
        .list_messages(ListMessagesRequest::default())
        .await;
    let status = second.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(read::reason(&status), Some(Reason::Overloaded));
    assert!(read::retry_after(&status).is_some_and(|wait| wait > Duration::ZERO));
    running
        .health()
        .check(HealthCheckRequest::default())
        .await
        .unwrap();

    leave.add_permits(2);
    first.await.unwrap().unwrap();
    running
        .client()
        .list_messages(ListMessagesRequest::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_hung_call_ends_with_the_servers_deadline() {
    let hasty = ServerConfig {
        default_deadline: Duration::from_millis(20),
        ..config()
    };
    let running = Running::start(hasty, Inbox::new(std::future::pending)).await;
    let answer = running
        .client()
        .list_messages(ListMessagesRequest::default())
        .await;
    let status = answer.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(read::reason(&status), Some(Reason::DeadlineExceeded));
}
