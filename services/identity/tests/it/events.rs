//! What a person sees of what happened, and what proves that nobody changed it.

use std::time::Duration;

use kabinet_proto::identity::v1::{SecurityEvent, SecurityEventKind as Kind};

use crate::chain::{chain, first_break, is_complete};
use crate::suite::Suite;

const NEW: &str = "a wholly-new.Password of mine";

/// Does one of everything and returns the last access token.
async fn lives_a_life(suite: &Suite) -> String {
    let mut person = suite.person("ivan.petrov");
    let first = person.registers().await;
    let login = person.login.clone();
    assert!(person.tries(&login, "some other password").await.is_err());
    let second = person.logs_in().await.unwrap();
    let user = suite.as_user(&second.access_token);
    user.revokes(&first.session.unwrap().session_id)
        .await
        .unwrap();
    suite.clock.advance(Duration::from_secs(1));
    let token = user.reauthenticates(&person.password).await.unwrap();
    let user = suite.as_user(&token);
    let third = user.changes_password(&person.password, NEW).await.unwrap();
    suite
        .as_user(&third.access_token)
        .revokes_all()
        .await
        .unwrap();
    person.tries(&login, NEW).await.unwrap().access_token
}

#[tokio::test]
async fn events_are_listed_the_newest_first_in_pages() {
    let suite = Suite::new().await;
    let token = lives_a_life(&suite).await;
    suite.person("olga.popova").registers().await;
    let user = suite.as_user(&token);
    let all = user.events().await;
    let kinds: Vec<_> = all.iter().map(SecurityEvent::kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::LoginSucceeded,
            Kind::AllSessionsRevoked,
            Kind::PasswordChanged,
            Kind::Reauthenticated,
            Kind::SessionRevoked,
            Kind::LoginSucceeded,
            Kind::LoginFailed,
            Kind::LoginSucceeded,
            Kind::AccountCreated,
        ]
    );
    let sequences: Vec<_> = all.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert!(all[0].network_prefix.ends_with(".0/24") && all[0].user_agent.starts_with("Browser/"));

    let mut paged = Vec::new();
    let mut page_token = String::new();
    for _ in 0..3 {
        let page = user.page_of_events(3, &page_token).await.unwrap();
        assert_eq!(page.events.len(), 3);
        paged.extend(page.events);
        page_token = page.next_page_token;
    }
    assert_eq!((paged, page_token.as_str()), (all, ""));
}

#[tokio::test]
async fn chain_holds_and_ends_where_the_account_says() {
    let suite = Suite::new().await;
    lives_a_life(&suite).await;
    let chain = chain(&suite).await;
    assert_eq!(chain.len(), 9);
    assert_eq!(first_break(&chain), None);
    assert!(is_complete(&suite, &chain).await);
}

#[tokio::test]
async fn changed_event_breaks_the_chain() {
    let suite = Suite::new().await;
    lives_a_life(&suite).await;
    suite
        .sql("ALTER TABLE identity.security_event DISABLE TRIGGER ALL")
        .await;
    for (change, undo) in [
        (
            "UPDATE identity.security_event SET kind = 'LOGIN_FAILED' WHERE sequence = 4",
            "UPDATE identity.security_event SET kind = 'LOGIN_SUCCEEDED' WHERE sequence = 4",
        ),
        (
            "UPDATE identity.security_event SET occur_time = occur_time + '1 s'::interval WHERE sequence = 4",
            "UPDATE identity.security_event SET occur_time = occur_time - '1 s'::interval
             WHERE sequence = 4",
        ),
        (
            "UPDATE identity.security_event SET place = place || '\\x00' WHERE sequence = 4",
            "UPDATE identity.security_event SET place = substr(place, 1, length(place) - 1)
             WHERE sequence = 4",
        ),
    ] {
        assert_eq!(suite.sql(change).await, 1);
        assert_eq!(first_break(&chain(&suite).await), Some(4), "{change}");
        suite.sql(undo).await;
        assert_eq!(first_break(&chain(&suite).await), None);
    }
    suite
        .sql("DELETE FROM identity.security_event WHERE sequence = 3")
        .await;
    assert_eq!(first_break(&chain(&suite).await), Some(4));
}

#[tokio::test]
async fn missing_last_event_is_noticed_by_the_account() {
    let suite = Suite::new().await;
    lives_a_life(&suite).await;
    assert!(is_complete(&suite, &chain(&suite).await).await);
    suite
        .sql("DELETE FROM identity.security_event WHERE sequence = 9")
        .await;
    let chain = chain(&suite).await;
    assert_eq!(first_break(&chain), None);
    assert!(!is_complete(&suite, &chain).await);
}

#[tokio::test]
async fn events_cannot_be_changed_by_mistake() {
    let suite = Suite::new().await;
    lives_a_life(&suite).await;
    let pool = suite.database.app_pool().await;
    let changed = sqlx::query("UPDATE identity.security_event SET kind = 'LOGIN_FAILED'");
    assert!(changed.execute(&pool).await.is_err());
}
