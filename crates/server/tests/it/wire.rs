use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use tonic::body::Body;
use tonic::{Code, Status};
use tower::{Service as _, ServiceExt as _};

use crate::running::{Inbox, Running, config};

const LIST_MESSAGES: &str = "/kabinet.sinks.v1.InboxService/ListMessages";

/// Sends the bytes as the body of a call and returns how it was answered.
async fn answered(running: &Running, path: &str, body: &[u8]) -> Status {
    let body = Full::new(Bytes::copy_from_slice(body));
    let request = Request::post(format!("http://localhost{path}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(Body::new(body))
        .unwrap();
    let mut channel = running.channel();
    let response = channel.ready().await.unwrap().call(request).await.unwrap();
    Status::from_header_map(response.headers()).unwrap_or_else(|| Status::ok("in the trailers"))
}

fn framed(flag: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[flag][..], &length, message].concat()
}

#[tokio::test]
async fn nothing_that_a_caller_sends_is_the_servers_fault() {
    let running = Running::start(config(), Inbox::empty()).await;
    let two = [framed(0, &[]), framed(0, &[])].concat();
    for (what, body) in [
        ("nothing", Vec::new()),
        ("half a prefix", vec![0, 0]),
        ("half a message", vec![0, 0, 0, 0, 9, 10]),
        ("an unannounced compression", framed(1, &[10, 1, b'a'])),
        ("an unknown flag", framed(9, &[])),
        ("two messages", two),
        ("more than the limit", framed(0, &[0; 1_025])),
        ("an enormous length", vec![0, 255, 255, 255, 255]),
        ("no protobuf", framed(0, &[255; 16])),
        ("invalid UTF-8", framed(0, &[10, 1, 0xff])),
        ("a field that breaks its rule", framed(0, &[16, 101])),
    ] {
        let status = answered(&running, LIST_MESSAGES, &body).await;
        assert_eq!(status.code(), Code::InvalidArgument, "{what}: {status:?}");
        assert_eq!(
            read::reason(&status),
            Some(Reason::InvalidRequest),
            "{what}"
        );
    }
    let right = answered(&running, LIST_MESSAGES, &framed(0, &[])).await;
    assert_eq!(right.code(), Code::Ok);
}

#[tokio::test]
async fn nothing_that_a_caller_sends_to_health_is_the_servers_fault() {
    let running = Running::start(config(), Inbox::empty()).await;
    for method in ["Check", "Watch"] {
        let path = format!("/grpc.health.v1.Health/{method}");
        for (what, body) in [
            ("nothing", Vec::new()),
            ("half a message", vec![0, 0, 0, 0, 9, 10]),
            ("an unknown flag", framed(9, &[])),
            ("no protobuf", framed(0, &[255; 16])),
            ("invalid UTF-8", framed(0, &[10, 1, 0xff])),
        ] {
            let status = answered(&running, &path, &body).await;
            assert_eq!(status.code(), Code::InvalidArgument, "{what}: {status:?}");
        }
    }
}
