//! Login names that nobody may take.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{CheckLoginRequest, CheckLoginResponse, CredentialFinding};
use kabinet_status::read;

use crate::suite::{Refused as _, Suite, findings};

const SHAPES: [(&str, &[&str]); 8] = [
    ("1", &["LOGIN_TOO_SHORT", "LOGIN_START"]),
    (
        "a long name of more than thirty-two",
        &["LOGIN_TOO_LONG", "LOGIN_CHARACTERS"],
    ),
    (
        "+79000000001",
        &["LOGIN_LIKE_PHONE", "LOGIN_START", "LOGIN_CHARACTERS"],
    ),
    ("８９０００００００１", &["LOGIN_LIKE_PHONE", "LOGIN_START"]),
    (
        "ivan@example.com",
        &["LOGIN_LIKE_EMAIL", "LOGIN_CHARACTERS"],
    ),
    ("77012345678", &["LOGIN_LIKE_ACCOUNT_NUMBER", "LOGIN_START"]),
    ("petrov9000000001", &["LOGIN_LIKE_ACCOUNT_NUMBER"]),
    ("Support", &["LOGIN_RESERVED"]),
];

async fn check(suite: &Suite, login: &str) -> CheckLoginResponse {
    let person = suite.person(login);
    let request = CheckLoginRequest {
        login: login.to_owned(),
        client: Some(person.device.clone()),
    };
    person
        .registrations()
        .check_login(request)
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn names_of_a_forbidden_shape_are_refused_with_every_finding() {
    let suite = Suite::new().await;
    for (login, expected) in SHAPES {
        let refused = suite.person(login).starts().await.refusal();
        assert_eq!(
            read::reason(&refused),
            Some(Reason::LoginUnacceptable),
            "{login}"
        );
        let told = findings(&refused, "login");
        for finding in expected {
            assert!(told.iter().any(|told| told == finding), "{login}: {told:?}");
        }
    }
    assert_eq!(
        suite
            .number("SELECT count(*) FROM identity.login_name")
            .await,
        0
    );
}

#[tokio::test]
async fn form_hears_the_same_findings_before_the_start() {
    let suite = Suite::new().await;
    for (login, expected) in SHAPES {
        let answer = check(&suite, login).await;
        assert!(!answer.available, "{login}");
        let told: Vec<_> = answer
            .findings()
            .map(|finding| finding.as_str_name())
            .collect();
        for finding in expected {
            let name = format!("CREDENTIAL_FINDING_{finding}");
            assert!(told.contains(&name.as_str()), "{login}: {told:?}");
        }
    }
}

#[tokio::test]
async fn taken_name_is_not_available_and_breaks_no_rule() {
    let suite = Suite::new().await;
    assert!(check(&suite, "ivan.petrov").await.available);
    suite.person("ivan.petrov").starts().await.unwrap();
    let answer = check(&suite, "Ivan.Petrov").await;
    assert!(!answer.available);
    assert_eq!(
        answer.findings().collect::<Vec<_>>(),
        [] as [CredentialFinding; 0]
    );
}
