//! Whatever bytes come, the answer says what is wrong with them.

use kabinet_access::Rules;
use kabinet_proto::contracts;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{LoginRequest, StartRegistrationRequest};
use kabinet_status::read;
use prost::Message as _;
use tonic::Code;

use crate::suite::{Refused as _, Suite, raw_call};

const LOGIN: &str = "/kabinet.identity.v1.SessionService/Login";
const SERVICES: [&str; 2] = [
    "kabinet.identity.v1.RegistrationService",
    "kabinet.identity.v1.SessionService",
];

#[tokio::test]
async fn text_that_is_not_utf_8_is_an_invalid_argument() {
    let suite = Suite::new().await;
    let mut message = suite
        .person("ivan")
        .login_request("ivan", "PLACEHOLDER")
        .encode_to_vec();
    let at = message
        .windows(11)
        .position(|part| part == b"PLACEHOLDER")
        .unwrap();
    message[at] = 0xFF;
    let refused = raw_call(suite.channel(), LOGIN, None, message)
        .await
        .refusal();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(read::reason(&refused), Some(Reason::InvalidRequest));
}

#[tokio::test]
async fn message_beyond_the_limit_is_an_invalid_argument() {
    let suite = Suite::new().await;
    let request = LoginRequest {
        password: "x".repeat(2 << 20),
        ..LoginRequest::default()
    };
    let refused = raw_call(suite.channel(), LOGIN, None, request.encode_to_vec())
        .await
        .refusal();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(read::reason(&refused), Some(Reason::InvalidRequest));
}

#[tokio::test]
async fn bytes_that_are_no_message_are_an_invalid_argument_everywhere() {
    let suite = Suite::new().await;
    let rules = Rules::read(contracts(), &SERVICES).unwrap();
    let open = rules.iter().filter(|(path, rule)| {
        path.starts_with("/kabinet.") && rule.end_user() == kabinet_access::EndUserRule::None
    });
    for (path, _) in open {
        for bytes in [
            vec![0xFF; 7],
            vec![0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            vec![0x0A, 5, b'x'],
        ] {
            let answer = raw_call(suite.channel(), path, None, bytes).await;
            let refused = answer.refusal();
            assert_eq!(refused.code(), Code::InvalidArgument, "{path}: {refused:?}");
            assert_eq!(
                read::reason(&refused),
                Some(Reason::InvalidRequest),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn every_violation_is_told_at_once_with_its_field() {
    let suite = Suite::new().await;
    let person = suite.person("ivan");
    let mut request = StartRegistrationRequest {
        request_id: "not a uuid".to_owned(),
        password: "x".repeat(513),
        ..StartRegistrationRequest::default()
    };
    let mut client = person.device.clone();
    "not an address".clone_into(&mut client.network_address);
    "???".clone_into(&mut client.language);
    request.client = Some(client);
    let refused = person
        .registrations()
        .start_registration(request)
        .await
        .refusal();
    assert_eq!(read::reason(&refused), Some(Reason::InvalidRequest));
    let violations = read::field_violations(&refused);
    let fields: Vec<_> = violations
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    assert_eq!(
        fields,
        [
            "request_id",
            "login",
            "password",
            "password_confirmation",
            "terms",
            "client.network_address",
            "client.language",
        ]
    );
}
