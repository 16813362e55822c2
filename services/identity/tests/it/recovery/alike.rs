//! Whoever asks for a recovery is told the same, after the same work, whether there is an account or
//! not.

use std::collections::BTreeMap;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::types::v1::Channel;
use kabinet_testkit::CommandCount;
use prost::Message as _;

use super::{on_a_new_device, registered};
use crate::suite::{By, CodeCall, Person, Refused as _, Seen, Suite, seen};

/// What a recovery costs and shows up to a wrong code.
#[derive(Debug, PartialEq, Eq)]
struct Attempt {
    /// The answer without its id and token, and how long they are.
    answer: Vec<u8>,
    lengths: Vec<usize>,
    refused: Seen,
    statements: i64,
    commands: u64,
    hashes: u64,
    rows: BTreeMap<String, usize>,
    peer_calls: (usize, usize, usize),
}

async fn rows(suite: &Suite) -> BTreeMap<String, usize> {
    let mut rows = BTreeMap::new();
    for (table, _) in suite.every_row().await {
        *rows.entry(table).or_default() += 1;
    }
    // Nobody has no chain of events; the statement that would write one is the same.
    rows.remove("security_event");
    rows.remove("outbox_event");
    rows
}

fn calls(suite: &Suite) -> (usize, usize, usize) {
    let codes = &suite.codes;
    let resolved = suite.profile.resolved().len();
    (resolved, codes.starts().len(), codes.asked().len())
}

async fn attempt(suite: &Suite, person: &Person<'_>, identifier: &str, by: Channel) -> Attempt {
    let stranger = on_a_new_device(person);
    suite.falls_silent().await;
    let (hashes, rows_before, calls_before) = (suite.hashes(), rows(suite).await, calls(suite));
    let statements = suite.statements().await;
    let ((mut answer, refused), commands) = CommandCount::of(&suite.redis)
        .during(async || {
            let request = stranger.recovery_request(identifier, by);
            let answer = stranger.recoveries().start_recovery(request).await;
            let answer = answer.unwrap().into_inner();
            let request = pb::VerifyRecoveryCodeRequest {
                request_id: suite.request_id(),
                recovery_id: answer.recovery.clone().unwrap().recovery_id,
                recovery_token: answer.recovery_token.clone(),
                code: "000000".to_owned(),
                client: None,
            };
            let refused = stranger.recoveries().verify_recovery_code(request).await;
            (answer, refused.refusal())
        })
        .await;
    let statements = suite.statements().await - statements;
    let recovery = answer.recovery.as_mut().unwrap();
    let lengths = vec![recovery.recovery_id.len(), answer.recovery_token.len()];
    recovery.recovery_id.clear();
    answer.recovery_token.clear();
    let mut added = rows(suite).await;
    for (table, count) in rows_before {
        *added.entry(table).or_default() -= count;
    }
    let (first, second) = (calls_before, calls(suite));
    Attempt {
        answer: answer.encode_to_vec(),
        lengths,
        refused: seen(&refused),
        statements,
        commands,
        hashes: suite.hashes() - hashes,
        rows: added,
        peer_calls: (second.0 - first.0, second.1 - first.1, second.2 - first.2),
    }
}

#[tokio::test]
async fn unknown_unconfirmed_locked_spent_and_known_look_and_cost_the_same() {
    let suite = Suite::new().await;
    let (known, _) = registered(&suite, "ivan.petrov").await;
    let (spent, _) = registered(&suite, "anna.spent").await;
    let (locked, account_id) = registered(&suite, "olga.popova").await;
    suite.locks(&account_id).await;
    for _ in 0..5 {
        on_a_new_device(&spent)
            .recovers("anna.spent")
            .await
            .unwrap();
    }
    // First attempts also prepare statements and load scripts.
    attempt(&suite, &known, "nobody.at.all", Channel::Sms).await;
    attempt(&suite, &known, "nobody.at.all", Channel::Email).await;

    for by in [Channel::Sms, Channel::Email] {
        let expected = attempt(&suite, &known, "somebody.else", by).await;
        assert_eq!(expected.hashes, 0);
        assert!(expected.statements > 20);
        assert_eq!((expected.peer_calls.0, expected.peer_calls.1), (1, 1));
        for identifier in [
            "nobody@example.com",
            "+79000009999",
            "77012345678",
            "@",
            &known.login,
            &known.mobile,
            &known.email,
            &spent.login,
            &spent.mobile,
            &locked.login,
            &locked.mobile,
        ] {
            let cost = attempt(&suite, &known, identifier, by).await;
            assert_eq!(cost, expected, "{identifier} {by:?}");
        }
    }
}

#[tokio::test]
async fn contact_that_verification_limits_is_limited_for_nobody_too() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let minute = std::time::Duration::from_mins(1);
    for (reason, limit) in [
        (Reason::CodeLocked, "recovery.code"),
        (Reason::RateLimited, "subject_per_hour"),
    ] {
        let refusal = kabinet_status::Refusal::resource_exhausted(reason, minute, "later");
        let refusal = refusal.metadata("limit", limit);
        suite.codes.fails(CodeCall::Start, By::Refusing(refusal));
        let nobody = person.recovers("nobody").await.err().unwrap();
        let somebody = person.recovers("ivan.petrov").await.err().unwrap();
        assert_eq!(seen(&nobody), seen(&somebody));
        assert_eq!(
            kabinet_status::read::reason(&nobody),
            Some(Reason::RateLimited)
        );
        let told = kabinet_status::read::metadata(&nobody, "limit");
        assert_eq!(told.as_deref(), Some(limit));
    }
}

#[tokio::test]
async fn verification_counts_by_what_was_typed_and_by_nothing_that_tells_the_account() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let stranger = on_a_new_device(&person);
    for identifier in [
        "ivan.petrov",
        &person.mobile,
        "nobody",
        "ivan.petrov",
        "nobody",
    ] {
        stranger.recovers(identifier).await.unwrap();
    }
    person.recovers("ivan.petrov").await.unwrap();
    let subjects: Vec<_> = suite
        .codes
        .starts()
        .into_iter()
        .skip(1)
        .map(|started| started.binding.unwrap().subject)
        .collect();
    assert_eq!((&subjects[0], &subjects[2]), (&subjects[3], &subjects[4]));
    let distinct: std::collections::BTreeSet<_> = subjects.iter().collect();
    // By login, by mobile, nobody's, and by login at the known device.
    assert_eq!(distinct.len(), 4);
    let account = account_id.trim_start_matches("acc_");
    assert!(subjects.iter().all(|subject| !subject.contains(account)));
}
