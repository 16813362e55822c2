use bytes::{BufMut, Bytes, BytesMut};
use http_body_util::Full;
use prost::Message;
use tonic::codec::{Codec, Streaming};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::*;
use crate::types::v1::{ClientContext, Event};

/// Decodes one gRPC message as a server does.
async fn decode<U>(message: &[u8]) -> Result<U, Status>
where
    U: Message + Default + Validate + Send + 'static,
{
    let mut frame = BytesMut::new();
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap());
    frame.put_slice(message);
    let decoder = ServerCodec::<(), U>::default().decoder();
    let body: Full<Bytes> = Full::new(frame.freeze());
    let mut stream = Streaming::new_request(decoder, body, None, None);
    Ok(stream.message().await?.unwrap())
}

fn assert_invalid_request(status: &Status) {
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    let info = details.error_info().unwrap();
    assert_eq!(
        (info.reason.as_str(), info.domain.as_str()),
        ("INVALID_REQUEST", "kabinet")
    );
}

#[tokio::test]
async fn valid_request_passes() {
    let client = ClientContext {
        language: "ru".into(),
        ..Default::default()
    };
    assert_eq!(
        decode::<ClientContext>(&client.encode_to_vec())
            .await
            .unwrap(),
        client
    );
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let client = ClientContext {
        network_address: "nowhere".into(),
        device_token: "t".repeat(129),
        user_agent: "a".repeat(513),
        language: "русский".into(),
    };
    let status = decode::<ClientContext>(&client.encode_to_vec())
        .await
        .unwrap_err();
    assert_invalid_request(&status);
    let details = status.get_error_details();
    let violations = &details.bad_request().unwrap().field_violations;
    let told: Vec<_> = violations
        .iter()
        .map(|v| (v.field.as_str(), v.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("network_address", "STRING_IP"),
            ("device_token", "STRING_MAX_LEN"),
            ("user_agent", "STRING_MAX_LEN"),
            ("language", "STRING_PATTERN"),
        ]
    );
    assert!(
        violations
            .iter()
            .all(|violation| !violation.description.is_empty())
    );
}

#[tokio::test]
async fn invalid_utf_8_is_an_invalid_argument() {
    let language = [0x22, 2, 0xff, 0xfe];
    assert_invalid_request(&decode::<ClientContext>(&language).await.unwrap_err());
}

#[tokio::test]
async fn cut_message_is_an_invalid_argument() {
    assert_invalid_request(&decode::<Event>(&[0x0a, 36, b'0']).await.unwrap_err());
}
