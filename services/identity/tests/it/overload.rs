//! More passwords than can be hashed.

use futures::StreamExt as _;
use futures::future::{join, join_all};
use futures::stream::FuturesUnordered;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::GetPasswordPolicyRequest;
use kabinet_status::read;
use tonic::Code;

use crate::lock_order::waiting;
use crate::recovery::{NEW, registered};
use crate::suite::{Refused as _, Suite, wait};

/// One hash at a time, and one that waits for it.
const SLOW: [(&str, &str); 6] = [
    ("IDENTITY_PASSWORD_THREADS", "1"),
    ("IDENTITY_PASSWORD_QUEUE", "1"),
    ("IDENTITY_ARGON2_MEMORY_KIB", "65536"),
    ("IDENTITY_ARGON2_PASSES", "4"),
    // One for every call of a test.
    ("IDENTITY_DATABASE_MAX_CONNECTIONS", "16"),
    // Hashes give way to everything else on a busy machine.
    ("IDENTITY_DEFAULT_DEADLINE_SECONDS", "300"),
];

/// A hash takes far longer than a refusal.
const DEAR: (&str, &str) = ("IDENTITY_ARGON2_PASSES", "16");

/// The table that logins and registrations read last before the hash.
const LOGIN_NAMES: &str = "LOCK TABLE identity.login_name";
/// The table that the end of a recovery reads last.
const ACCOUNTS: &str = "LOCK TABLE identity.account";

/// Keeps calls from a table that they read before the hash until so many wait for it: they come to the
/// hash together, however slow the machine is.
async fn arriving_together<T>(
    suite: &Suite,
    lock: &'static str,
    count: i64,
    calls: impl Future<Output = T>,
) -> T {
    suite.rests().await;
    let mut holding = suite.tables().await.begin().await.unwrap();
    sqlx::query(lock).execute(&mut *holding).await.unwrap();
    let release = async {
        waiting(suite, count).await;
        holding.rollback().await.unwrap();
    };
    let (answers, ()) = join(calls, release).await;
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_queue_refuses_at_once_and_cheap_calls_are_answered() {
    const LOGINS: i64 = 12;
    let settings: Vec<_> = SLOW.into_iter().chain([DEAR]).collect();
    let suite = Suite::with(&settings).await;
    let strangers: Vec<_> = (0..LOGINS)
        .map(|number| suite.person(&format!("nobody.{number}")))
        .collect();
    let mut attempts = FuturesUnordered::new();
    for mut stranger in strangers.clone() {
        attempts.push(async move { stranger.logs_in().await.refusal() });
    }

    let first = arriving_together(&suite, LOGIN_NAMES, LOGINS, attempts.next()).await;
    let first = first.unwrap();
    assert_eq!(first.code(), Code::ResourceExhausted);
    assert_eq!(read::reason(&first), Some(Reason::Overloaded));
    assert!(!wait(&first).is_zero());
    let mut form = strangers[0].registrations();
    form.get_password_policy(GetPasswordPolicyRequest {})
        .await
        .unwrap();
    let earlier = suite.hashes();

    let rest: Vec<_> = attempts.collect().await;
    assert!(earlier < suite.hashes(), "cheap calls wait for no hash");
    let reasons = rest.iter().map(read::reason);
    let hashed: Vec<_> = reasons
        .filter(|reason| *reason != Some(Reason::Overloaded))
        .collect();
    let invalid = Some(Reason::CredentialsInvalid);
    assert!(hashed.iter().all(|reason| *reason == invalid), "{hashed:?}");
    assert_eq!(u64::try_from(hashed.len()).unwrap(), suite.hashes());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registration_that_was_not_hashed_costs_no_budget() {
    const STARTS: i64 = 12;
    let limit = ("IDENTITY_LIMIT_REGISTRATION_NETWORK", "12");
    let settings: Vec<_> = SLOW.into_iter().chain([limit]).collect();
    let suite = Suite::with(&settings).await;
    let one = suite.person("nobody");
    let starts = (0..STARTS).map(|number| {
        let mut person = suite.person(&format!("person.{number}"));
        person.device.clone_from(&one.device);
        async move { person.starts().await }
    });
    let answers = arriving_together(&suite, LOGIN_NAMES, STARTS, join_all(starts)).await;
    let refused: Vec<_> = answers
        .iter()
        .filter_map(|answer| answer.as_ref().err())
        .collect();
    assert!(!refused.is_empty());
    for refused in &refused {
        assert_eq!(read::reason(refused), Some(Reason::Overloaded));
    }
    let hashed = answers.len() - refused.len();
    assert_eq!(u64::try_from(hashed).unwrap(), suite.hashes());
    let mut later = suite.person("somebody.else");
    later.device.clone_from(&one.device);
    later.starts().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overloaded_hashing_leaves_the_ticket_good() {
    const TICKETS: i64 = 6;
    let suite = Suite::with(&SLOW).await;
    let mut tickets = Vec::new();
    for number in 0..TICKETS {
        let (person, _) = registered(&suite, &format!("person.{number}")).await;
        tickets.push(person.holds_a_ticket().await);
    }
    let hashes = suite.hashes();
    let sets = join_all(tickets.iter().map(|ticket| ticket.sets(NEW)));
    let answers = arriving_together(&suite, ACCOUNTS, TICKETS, sets).await;
    let hashes = suite.hashes() - hashes;
    let refused: Vec<_> = tickets
        .iter()
        .zip(answers)
        .filter_map(|(ticket, answer)| Some((ticket, answer.err()?)))
        .collect();
    assert!(!refused.is_empty());
    let completed = tickets.len() - refused.len();
    assert_eq!(u64::try_from(completed).unwrap(), hashes);
    for (ticket, refused) in refused {
        assert_eq!(read::reason(&refused), Some(Reason::Overloaded));
        ticket.sets(NEW).await.unwrap();
    }
}
