use kabinet_testkit::{in_memory, serve_in_memory};
use tonic::Code;
use tonic::service::Routes;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::server::health_reporter;

#[tokio::test]
async fn services_are_called_in_memory() {
    let (_reporter, health) = health_reporter();
    let channel = serve_in_memory(Routes::new(health));
    let mut client = HealthClient::new(channel);
    let answer = client.check(HealthCheckRequest::default()).await.unwrap();
    assert_eq!(answer.into_inner().status, 1);
}

#[tokio::test]
async fn channel_without_a_server_is_unavailable() {
    let (incoming, channel) = in_memory();
    drop(incoming);
    let refused = HealthClient::new(channel)
        .check(HealthCheckRequest::default())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable);
}
