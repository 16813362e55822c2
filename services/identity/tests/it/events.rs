//! What a person sees of what happened, and what proves that nobody changed it.

use std::time::Duration;

use kabinet_proto::identity::v1::{SecurityEvent, SecurityEventKind as Kind};
use kabinet_seal::sha256;
use sqlx::types::Uuid;
use time::OffsetDateTime;

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

struct Row {
    account_id: Uuid,
    sequence: i64,
    kind: String,
    session_id: Option<Uuid>,
    place: Vec<u8>,
    hash: Vec<u8>,
    occur_time: OffsetDateTime,
}

type Columns = (
    Uuid,
    i64,
    String,
    Option<Uuid>,
    Vec<u8>,
    Vec<u8>,
    OffsetDateTime,
);

async fn chain(suite: &Suite) -> Vec<Row> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT account_id, sequence, kind, session_id, place, hash, occur_time
         FROM identity.security_event
         ORDER BY sequence",
    )
    .fetch_all(suite.tables().await)
    .await
    .unwrap();
    let rows = rows.into_iter();
    rows.map(
        |(account_id, sequence, kind, session_id, place, hash, occur_time)| Row {
            account_id,
            sequence,
            kind,
            session_id,
            place,
            hash,
            occur_time,
        },
    )
    .collect()
}

/// Computes the hash after an event as the chain's documentation says.
fn link(before: &[u8], row: &Row) -> [u8; 32] {
    let microseconds = row.occur_time.unix_timestamp_nanos() / 1_000;
    let session = row.session_id.unwrap_or_default();
    let parts: [&[u8]; 6] = [
        b"kabinet security event 1",
        row.account_id.as_bytes(),
        row.kind.as_bytes(),
        &microseconds.to_be_bytes(),
        session.as_bytes(),
        &row.place,
    ];
    let mut content = Vec::new();
    for part in parts {
        content.extend_from_slice(&(part.len() as u64).to_be_bytes());
        content.extend_from_slice(part);
    }
    let digest = sha256(&content);
    sha256(&[before, &row.sequence.to_be_bytes(), &digest].concat())
}

/// Returns the sequence of the first event that does not follow from those before it.
fn first_break(chain: &[Row]) -> Option<i64> {
    let mut before = vec![0; 32];
    for (expected, row) in (1..).zip(chain) {
        if row.sequence != expected || link(&before, row).as_slice() != row.hash {
            return Some(row.sequence);
        }
        before.clone_from(&row.hash);
    }
    None
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

/// Tells whether the chain ends where the account says.
async fn is_complete(suite: &Suite, chain: &[Row]) -> bool {
    let account: (Uuid, i64, Vec<u8>) =
        sqlx::query_as("SELECT id, event_sequence, event_hash FROM identity.account")
            .fetch_one(suite.tables().await)
            .await
            .unwrap();
    let last = chain.last().unwrap();
    account == (last.account_id, last.sequence, last.hash.clone())
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
