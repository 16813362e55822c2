//! Passwords and terms at the start of a registration.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1 as pb;
use kabinet_status::read;

use crate::suite::{Refused as _, Suite, findings};

#[tokio::test]
async fn bad_password_is_refused_with_every_finding() {
    let suite = Suite::new().await;
    for (password, expected) in [
        ("Ivan1", &["PASSWORD_TOO_SHORT", "PASSWORD_WEAK"][..]),
        ("password1", &["PASSWORD_BLOCKED", "PASSWORD_WEAK"]),
        (
            "ivan.petrov-2",
            &["PASSWORD_CONTAINS_LOGIN", "PASSWORD_WEAK"],
        ),
    ] {
        let mut person = suite.person("ivan.petrov");
        password.clone_into(&mut person.password);
        let refused = person.starts().await.refusal();
        assert_eq!(
            read::reason(&refused),
            Some(Reason::PasswordUnacceptable),
            "{password}"
        );
        let told = findings(&refused, "password");
        for finding in expected {
            assert!(
                told.iter().any(|told| told == finding),
                "{password}: {told:?}"
            );
        }
        assert!(!format!("{refused:?}").contains(password));
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let suite = Suite::new().await;
    let person = suite.person("9000000001");
    let mut request = person.start_request();
    "short".clone_into(&mut request.password);
    "other".clone_into(&mut request.password_confirmation);
    request.terms.pop();
    let refused = person
        .registrations()
        .start_registration(request)
        .await
        .refusal();
    assert_eq!(read::reason(&refused), Some(Reason::LoginUnacceptable));
    let violations = read::field_violations(&refused);
    let told: Vec<_> = violations
        .iter()
        .map(|violation| (violation.field.as_str(), violation.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("login", "LOGIN_START"),
            ("login", "LOGIN_LIKE_PHONE"),
            ("login", "LOGIN_LIKE_ACCOUNT_NUMBER"),
            ("password", "PASSWORD_TOO_SHORT"),
            ("password", "PASSWORD_WEAK"),
            ("password_confirmation", "PASSWORDS_DIFFER"),
            ("terms", "TERMS_OUTDATED"),
        ]
    );
    assert_eq!(suite.hashes(), 0);
}

#[tokio::test]
async fn two_passwords_must_be_equal() {
    let suite = Suite::new().await;
    let person = suite.person("ivan.petrov");
    let mut request = person.start_request();
    request.password_confirmation.push('!');
    let refused = person.registrations().start_registration(request).await;
    assert_eq!(refused.reason(), Reason::PasswordsDiffer);
}

#[tokio::test]
async fn only_all_current_terms_are_enough() {
    let suite = Suite::new().await;
    let person = suite.person("ivan.petrov");
    let complete = person.start_request();
    let mut missing = complete.clone();
    missing.terms.pop();
    let mut outdated = complete.clone();
    "2025-01".clone_into(&mut outdated.terms[0].version);
    for request in [missing, outdated] {
        let refused = person.registrations().start_registration(request).await;
        assert_eq!(refused.reason(), Reason::TermsOutdated);
    }
    person
        .registrations()
        .start_registration(complete)
        .await
        .unwrap();
}

#[tokio::test]
async fn accepted_terms_are_kept_with_the_account() {
    let suite = Suite::new().await;
    suite.person("ivan.petrov").registers().await;
    let kept = "SELECT count(*) FROM identity.accepted_terms WHERE version = '2026-01'";
    assert_eq!(suite.number(kept).await, 2);
}

#[tokio::test]
async fn meter_beside_the_field_tells_strength_findings_and_advice() {
    let suite = Suite::new().await;
    let person = suite.person("ivan.petrov");
    let check = async |password: &str| {
        let request = pb::CheckPasswordRequest {
            password: password.to_owned(),
            login: person.login.clone(),
            client: Some(person.device.clone()),
        };
        person
            .registrations()
            .check_password(request)
            .await
            .unwrap()
            .into_inner()
    };
    let weak = check("qwertyuiop1990").await;
    assert!(!weak.acceptable && weak.strength < 3 && !weak.advice.is_empty());
    assert!(
        weak.findings()
            .any(|finding| finding == pb::CredentialFinding::PasswordWeak)
    );
    let good = check(&person.password).await;
    assert!(good.acceptable && good.strength >= 3);
    assert!(good.findings.is_empty());
    assert_eq!(suite.hashes(), 0);
}

#[tokio::test]
async fn policy_is_told_as_it_is_applied() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let policy = person
        .registrations()
        .get_password_policy(pb::GetPasswordPolicyRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (policy.min_length, policy.max_length, policy.max_bytes),
        (8, 128, 512)
    );
    let bounds = "vT8-ёж!q".repeat(16);
    assert_eq!(bounds.chars().count(), 128);
    for (password, accepted) in [(bounds.clone(), true), (format!("{bounds}x"), false)] {
        person.password = password;
        let answer = person.starts().await;
        let told = answer
            .as_ref()
            .map_err(|refused| findings(refused, "password"));
        let too_long = told.is_err_and(|told| told.contains(&"PASSWORD_TOO_LONG".to_owned()));
        assert_eq!(too_long, !accepted);
    }
}

#[tokio::test]
async fn operator_may_demand_longer_passwords() {
    let suite = Suite::with(&[("IDENTITY_PASSWORD_MIN_LENGTH", "27")]).await;
    let mut person = suite.person("ivan.petrov");
    let answer = person
        .registrations()
        .get_password_policy(pb::GetPasswordPolicyRequest {})
        .await;
    assert_eq!(answer.unwrap().into_inner().min_length, 27);
    let refused = person.starts().await.refusal();
    assert_eq!(findings(&refused, "password"), ["PASSWORD_TOO_SHORT"]);
}
