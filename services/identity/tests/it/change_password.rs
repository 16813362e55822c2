//! A new password ends everything that the old one opened.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::SecurityEventKind;
use kabinet_status::read;

use crate::suite::{Refused as _, Suite, findings};

const NEW: &str = "a wholly-new.Password of mine";

#[tokio::test]
async fn other_sessions_and_earlier_tokens_end() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let other = person.registers().await;
    let own = person.logs_in().await.unwrap();
    let (user, stranger) = (
        suite.as_user(&own.access_token),
        suite.as_user(&other.access_token),
    );
    stranger.sessions().await.unwrap();
    let grant = user.changes_password(&person.password, NEW).await.unwrap();

    for void in [&user, &stranger] {
        assert_eq!(void.sessions().await.reason(), Reason::TokenInvalid);
        assert!(!void.introspection().await.active);
    }
    for void in [&own.refresh_token, &other.refresh_token] {
        assert_eq!(
            person.refreshes(void).await.reason(),
            Reason::RefreshTokenInvalid
        );
    }
    assert_eq!(
        grant.session.unwrap().session_id,
        own.session.unwrap().session_id
    );
    let sessions = suite.as_user(&grant.access_token).sessions().await.unwrap();
    assert_eq!(sessions.len(), 1);
    person.refreshes(&grant.refresh_token).await.unwrap();
}

#[tokio::test]
async fn only_the_new_password_logs_in() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    suite
        .as_user(&grant.access_token)
        .changes_password(&person.password, NEW)
        .await
        .unwrap();
    assert_eq!(person.logs_in().await.reason(), Reason::CredentialsInvalid);
    let login = person.login.clone();
    let grant = person.tries(&login, NEW).await.unwrap();
    let events = suite.as_user(&grant.access_token).events().await;
    assert!(
        events
            .iter()
            .any(|event| event.kind() == SecurityEventKind::PasswordChanged)
    );
}

#[tokio::test]
async fn wrong_current_password_changes_nothing() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let user = suite.as_user(&grant.access_token);
    let refused = user
        .changes_password("some other password", NEW)
        .await
        .reason();
    assert_eq!(refused, Reason::CredentialsInvalid);
    user.sessions().await.unwrap();
    person.logs_in().await.unwrap();
}

#[tokio::test]
async fn new_password_must_keep_the_rules() {
    let suite = Suite::new().await;
    let person_grant = suite.person("ivan.petrov").registers().await;
    let person_password = "violet-Tramway.1 crossing";
    let user = suite.as_user(&person_grant.access_token);
    for (new, finding) in [
        ("short", "PASSWORD_TOO_SHORT"),
        ("password1", "PASSWORD_BLOCKED"),
        ("Ivan.Petrov-77", "PASSWORD_CONTAINS_LOGIN"),
    ] {
        let refused = user.changes_password(person_password, new).await.refusal();
        assert_eq!(
            read::reason(&refused),
            Some(Reason::PasswordUnacceptable),
            "{new}"
        );
        let told = findings(&refused, "new_password");
        assert!(told.iter().any(|told| told == finding), "{new}: {told:?}");
    }
    let mut request = user.change_request(person_password, NEW);
    request.new_password_confirmation.push('!');
    let refused = user.credentials().change_password(user.says(request)).await;
    assert_eq!(refused.reason(), Reason::PasswordsDiffer);
}
