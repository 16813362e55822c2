use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kabinet_proto::sinks::v1::{ListMessagesRequest, ListMessagesResponse};
use kabinet_server::ServerConfig;
use tokio::sync::Semaphore;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;

use crate::running::{Inbox, Running, config, serving};

#[tokio::test]
async fn an_open_watch_hears_of_the_end_and_does_not_delay_it() {
    let running = Running::start(config(), Inbox::empty()).await;
    let watch = running.health().watch(HealthCheckRequest::default()).await;
    let mut watch = watch.unwrap().into_inner();
    while watch.message().await.unwrap().unwrap().status() != ServingStatus::Serving {}

    running.stop();
    let last = watch.message().await.unwrap().unwrap();
    assert_eq!(last.status(), ServingStatus::NotServing);
    watch.message().await.unwrap_err();
    running.ended().await;
}

#[tokio::test]
async fn calls_in_work_are_finished() {
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
    let running = Running::start(config(), Inbox::new(wait)).await;
    let mut client = running.client();
    let call =
        tokio::spawn(async move { client.list_messages(ListMessagesRequest::default()).await });
    entered.acquire().await.unwrap().forget();
    running.stop();
    leave.add_permits(1);
    call.await.unwrap().unwrap();
    running.ended().await;
}

#[tokio::test]
async fn a_hung_call_does_not_outlast_the_drain_deadline() {
    let entered = Arc::new(Semaphore::new(0));
    let hang = {
        let entered = Arc::clone(&entered);
        move || {
            entered.add_permits(1);
            std::future::pending()
        }
    };
    let hasty = ServerConfig {
        drain: Duration::from_millis(20),
        ..config()
    };
    let running = Running::start(hasty, Inbox::new(hang)).await;
    let mut client = running.client();
    let call =
        tokio::spawn(async move { client.list_messages(ListMessagesRequest::default()).await });
    entered.acquire().await.unwrap().forget();
    running.stop();
    running.ended().await;
    call.abort();
}

#[tokio::test]
async fn health_says_serving_once_the_check_succeeds() {
    let ready = Arc::new(AtomicBool::new(false));
    let check = {
        let ready = Arc::clone(&ready);
        move || {
            let ready = ready.load(Ordering::Relaxed);
            std::future::ready(if ready {
                Ok(())
            } else {
                Err("older schema".into())
            })
        }
    };
    let running = Running::of(serving(config(), Inbox::empty()).ready_when(check)).await;
    let request = HealthCheckRequest {
        service: "kabinet.sinks.v1.InboxService".to_owned(),
    };
    let watch = running.health().watch(request).await;
    let mut watch = watch.unwrap().into_inner();
    let first = watch.message().await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::NotServing);
    ready.store(true, Ordering::Relaxed);
    let second = watch.message().await.unwrap().unwrap();
    assert_eq!(second.status(), ServingStatus::Serving);
}
