use kabinet_server::{Reflection, ServerConfig};
use tonic::Code;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_reflection::pb::v1::{ServerReflectionRequest, ServerReflectionResponse};
use tonic_reflection::pb::v1alpha;

use crate::running::{Inbox, Running, config};

fn list() -> tokio_stream::Iter<std::array::IntoIter<ServerReflectionRequest, 1>> {
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    tokio_stream::iter([request])
}

fn names(response: ServerReflectionResponse) -> Vec<String> {
    let Some(MessageResponse::ListServicesResponse(list)) = response.message_response else {
        panic!("{response:?}")
    };
    list.service
        .into_iter()
        .map(|service| service.name)
        .collect()
}

#[tokio::test]
async fn the_services_that_are_served_are_listed() {
    let running = Running::start(config(), Inbox::empty()).await;
    let mut client = ServerReflectionClient::new(running.channel());
    let mut answers = client
        .server_reflection_info(list())
        .await
        .unwrap()
        .into_inner();
    let listed = names(answers.message().await.unwrap().unwrap());
    assert!(
        listed.contains(&"kabinet.sinks.v1.InboxService".to_owned()),
        "{listed:?}"
    );
    assert!(
        listed.contains(&"grpc.health.v1.Health".to_owned()),
        "{listed:?}"
    );
    assert!(
        !listed
            .iter()
            .any(|name| name.starts_with("kabinet.identity")),
        "{listed:?}"
    );
}

#[tokio::test]
async fn the_older_protocol_is_served_too() {
    let running = Running::start(config(), Inbox::empty()).await;
    let mut client =
        v1alpha::server_reflection_client::ServerReflectionClient::new(running.channel());
    let request = v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(
            v1alpha::server_reflection_request::MessageRequest::FileContainingSymbol(
                "kabinet.sinks.v1.InboxService".to_owned(),
            ),
        ),
    };
    let answers = client
        .server_reflection_info(tokio_stream::iter([request]))
        .await;
    let answer = answers
        .unwrap()
        .into_inner()
        .message()
        .await
        .unwrap()
        .unwrap();
    assert!(matches!(
        answer.message_response,
        Some(v1alpha::server_reflection_response::MessageResponse::FileDescriptorResponse(_))
    ));
}

#[tokio::test]
async fn reflection_can_be_absent() {
    let silent = ServerConfig {
        reflection: Reflection::Absent,
        ..config()
    };
    let running = Running::start(silent, Inbox::empty()).await;
    let mut client = ServerReflectionClient::new(running.channel());
    let refused = client.server_reflection_info(list()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);
}
