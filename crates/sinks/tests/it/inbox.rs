use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use kabinet_domain::Channel;
use kabinet_env::manual::ManualClock;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::sinks::v1::inbox_service_client::InboxServiceClient;
use kabinet_proto::sinks::v1::{ListMessagesRequest, WaitForMessageRequest};
use kabinet_proto::types::v1::Channel as WireChannel;
use kabinet_sinks::smsc::Credentials;
use kabinet_sinks::{Addresses, Draft, Listeners, Sinks, StartError};
use kabinet_status::read;
use tonic::transport::{Channel as Connection, Endpoint};
use tonic::{Code, Request};

use crate::smpp_client::{SmppClient, message};

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

pub(crate) async fn sinks() -> (Sinks, ManualClock) {
    let (env, clock) = ManualClock::new(1);
    let listeners = Listeners::bind(Addresses {
        smtp: ANY,
        smsc: ANY,
        page: ANY,
        grpc: ANY,
    });
    let sinks = Sinks::start(listeners.await.unwrap(), Credentials::default(), env).unwrap();
    (sinks, clock)
}

async fn client(sinks: &Sinks) -> InboxServiceClient<Connection> {
    let endpoint = Endpoint::from_shared(format!("http://{}", sinks.addresses().grpc)).unwrap();
    InboxServiceClient::new(endpoint.connect().await.unwrap())
}

pub(crate) fn mail(to: &str, text: &str) -> Draft {
    Draft {
        channel: Channel::Email,
        to: to.to_owned(),
        from: "kabinet@example.com".to_owned(),
        subject: Some("Subject".to_owned()),
        text: text.to_owned(),
        html: None,
        headers: Vec::new(),
    }
}

#[tokio::test]
async fn message_that_travelled_is_waited_for() {
    let (sinks, _clock) = sinks().await;
    let mut inbox = client(&sinks).await;
    let mut smpp = SmppClient::bound(sinks.smsc()).await;
    let submitted = tokio::spawn(async move { smpp.submit(message("Код: 123456")).await });

    let answer = inbox
        .wait_for_message(WaitForMessageRequest {
            to: "+7 900 000-00-01".to_owned(),
            ..WaitForMessageRequest::default()
        })
        .await
        .unwrap();
    let message = answer.into_inner().message.unwrap();
    assert_eq!(message.text, "Код: 123456");
    assert_eq!(message.channel(), WireChannel::Sms);
    assert_eq!(message.message_id, "msg_1");
    // 2026-01-01, when manual clocks start.
    assert_eq!(message.receive_time.unwrap().seconds, 1_767_225_600);
    submitted.await.unwrap().unwrap();
}

#[tokio::test]
async fn message_after_the_one_seen_is_waited_for() {
    let (sinks, clock) = sinks().await;
    let mut inbox = client(&sinks).await;
    let seen = sinks.messages().add(mail("ivan@example.com", "seen"));
    let request = WaitForMessageRequest {
        to: "ivan@example.com".to_owned(),
        after_message_id: seen.id.to_string(),
        timeout_seconds: 30,
    };
    let waiting = tokio::spawn(async move { inbox.wait_for_message(request).await });
    clock.sleepers(1).await;
    sinks.messages().add(mail("ivan@example.com", "next"));
    let message = waiting
        .await
        .unwrap()
        .unwrap()
        .into_inner()
        .message
        .unwrap();
    assert_eq!(
        (message.text.as_str(), message.subject.as_str()),
        ("next", "Subject")
    );
}

#[tokio::test]
async fn waiting_in_vain_is_answered_empty() {
    let (sinks, clock) = sinks().await;
    let mut inbox = client(&sinks).await;
    let request = WaitForMessageRequest {
        to: "ivan@example.com".to_owned(),
        timeout_seconds: 30,
        ..WaitForMessageRequest::default()
    };
    let waiting = tokio::spawn(async move { inbox.wait_for_message(request).await });
    clock.sleepers(1).await;
    clock.advance(Duration::from_secs(30));
    assert_eq!(waiting.await.unwrap().unwrap().into_inner().message, None);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap() {
    let (sinks, _clock) = sinks().await;
    let mut inbox = client(&sinks).await;
    for number in 0..5 {
        sinks
            .messages()
            .add(mail("ivan@example.com", &number.to_string()));
        sinks.messages().add(mail("anna@example.com", "another's"));
    }
    let mut texts = Vec::new();
    let mut request = ListMessagesRequest {
        to: "Ivan@example.com".to_owned(),
        page_size: 2,
        page_token: String::new(),
    };
    loop {
        let page = inbox
            .list_messages(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert!(page.messages.len() <= 2);
        texts.extend(page.messages.into_iter().map(|message| message.text));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(texts, ["4", "3", "2", "1", "0"]);

    let all = inbox
        .list_messages(ListMessagesRequest::default())
        .await
        .unwrap();
    assert_eq!(all.into_inner().messages.len(), 10);
}

#[tokio::test]
async fn wrong_page_token_is_refused_with_its_reason() {
    let (sinks, _clock) = sinks().await;
    let request = ListMessagesRequest {
        page_token: "elsewhere".to_owned(),
        ..ListMessagesRequest::default()
    };
    let refused = client(&sinks)
        .await
        .list_messages(request)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(read::reason(&refused), Some(Reason::PageTokenInvalid));
}

#[tokio::test]
async fn every_violation_is_reported_at_once() {
    let (sinks, _clock) = sinks().await;
    let request = WaitForMessageRequest {
        to: String::new(),
        after_message_id: "7".to_owned(),
        timeout_seconds: 31,
    };
    let refused = client(&sinks)
        .await
        .wait_for_message(request)
        .await
        .unwrap_err();
    assert_eq!(read::reason(&refused), Some(Reason::InvalidRequest));
    let violations = read::field_violations(&refused);
    let fields: Vec<_> = violations
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    assert_eq!(fields, ["to", "after_message_id", "timeout_seconds"]);
}

#[tokio::test]
async fn only_the_callers_of_the_contract_are_let_in() {
    let (sinks, _clock) = sinks().await;
    let mut inbox = client(&sinks).await;
    for (caller, is_let_in) in [
        ("gateway/web", true),
        ("service/identity", true),
        ("operator/anna", true),
        ("bss/north", false),
    ] {
        let mut request = Request::new(ListMessagesRequest::default());
        request
            .metadata_mut()
            .insert("kabinet-caller", caller.parse().unwrap());
        let answer = inbox.list_messages(request).await;
        assert_eq!(answer.is_ok(), is_let_in, "{caller}");
        if let Err(refused) = answer {
            assert_eq!(read::reason(&refused), Some(Reason::CallerNotAllowed));
        }
    }
}

#[tokio::test]
async fn taken_address_is_named() {
    let (sinks, _clock) = sinks().await;
    let taken = sinks.addresses().page;
    let refused = Listeners::bind(Addresses {
        smtp: ANY,
        smsc: ANY,
        page: taken,
        grpc: ANY,
    });
    let refused = refused.await.unwrap_err();
    assert_eq!(refused.address, taken);
    assert_eq!(
        refused.to_string(),
        format!("the page of the sinks cannot listen on {taken}")
    );
}

#[tokio::test]
async fn listener_that_others_can_reach_is_refused() {
    let everywhere = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 0);
    for (page, grpc) in [(everywhere, ANY), (ANY, everywhere)] {
        let listeners = Listeners::bind(Addresses {
            smtp: ANY,
            smsc: ANY,
            page,
            grpc,
        });
        let (env, _clock) = ManualClock::new(1);
        let refused = Sinks::start(listeners.await.unwrap(), Credentials::default(), env);
        assert!(matches!(refused, Err(StartError::NotLoopback(_))));
    }
}

#[tokio::test]
async fn shutdown_frees_the_addresses() {
    let (sinks, _clock) = sinks().await;
    let addresses = sinks.addresses();
    sinks.shutdown().await;
    Listeners::bind(addresses).await.unwrap();
}
