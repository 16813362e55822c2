//! Sensitive calls need a recent proof of who the person is.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use tonic::Code;

use crate::suite::{Refused as _, Suite};

const NEW: &str = "a wholly-new.Password of mine";

#[tokio::test]
async fn old_authentication_is_not_enough_until_it_is_renewed() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let mut grant = person.registers().await;
    for _ in 0..3 {
        suite.clock.advance(Duration::from_mins(4));
        grant = person.refreshes(&grant.refresh_token).await.unwrap();
    }
    let user = suite.as_user(&grant.access_token);
    let refused = user.changes_password(&person.password, NEW).await.refusal();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(read::reason(&refused), Some(Reason::StepUpRequired));
    assert_eq!(
        read::metadata(&refused, "max_age_seconds").as_deref(),
        Some("600")
    );
    assert_eq!(read::preconditions(&refused).len(), 1);

    let wrong = user.reauthenticates("some other password").await.reason();
    assert_eq!(wrong, Reason::CredentialsInvalid);
    let token = user.reauthenticates(&person.password).await.unwrap();
    let fresh = suite.as_user(&token);
    let renewed = fresh.sessions().await.unwrap()[0]
        .authentication_time
        .unwrap();
    assert_eq!(renewed.seconds, suite.env.now().unix_timestamp());
    fresh.changes_password(&person.password, NEW).await.unwrap();
    let login = person.login.clone();
    person.tries(&login, NEW).await.unwrap();
}

#[tokio::test]
async fn renewed_authentication_survives_the_next_refresh() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    suite.clock.advance(Duration::from_mins(4));
    let user = suite.as_user(&grant.access_token);
    user.reauthenticates(&person.password).await.unwrap();
    suite.clock.advance(Duration::from_mins(7));
    let grant = person.refreshes(&grant.refresh_token).await.unwrap();
    let user = suite.as_user(&grant.access_token);
    user.changes_password(&person.password, NEW).await.unwrap();
}

#[tokio::test]
async fn guesses_within_a_session_are_limited() {
    let suite = Suite::new().await;
    let person_grant = suite.person("ivan.petrov").registers().await;
    let user = suite.as_user(&person_grant.access_token);
    let mut guesses = 0;
    let refused = loop {
        guesses += 1;
        let refused = user
            .reauthenticates(&format!("guess number {guesses}"))
            .await
            .refusal();
        if read::reason(&refused) != Some(Reason::CredentialsInvalid) {
            break refused;
        }
        assert!(guesses < 50, "guessing is free");
    };
    assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
    assert!(read::retry_after(&refused).is_some());
}
