//! More logins than can be hashed.

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::GetPasswordPolicyRequest;
use kabinet_status::read;
use tonic::Code;

use crate::suite::{Refused as _, Suite, wait};

pub(crate) const SLOW: [(&str, &str); 4] = [
    ("IDENTITY_PASSWORD_THREADS", "1"),
    ("IDENTITY_PASSWORD_QUEUE", "1"),
    ("IDENTITY_ARGON2_MEMORY_KIB", "65536"),
    ("IDENTITY_ARGON2_PASSES", "4"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_queue_refuses_at_once_and_cheap_calls_are_answered() {
    let suite = Suite::with(&SLOW).await;
    let strangers: Vec<_> = (0..12)
        .map(|number| suite.person(&format!("nobody.{number}")))
        .collect();
    let mut attempts = FuturesUnordered::new();
    for mut stranger in strangers.clone() {
        attempts.push(async move { stranger.logs_in().await.refusal() });
    }

    let first = attempts.next().await.unwrap();
    assert_eq!(first.code(), Code::ResourceExhausted);
    assert_eq!(read::reason(&first), Some(Reason::Overloaded));
    assert!(!wait(&first).is_zero());
    let mut form = strangers[0].registrations();
    form.get_password_policy(GetPasswordPolicyRequest {})
        .await
        .unwrap();

    let rest: Vec<_> = attempts.collect().await;
    let hashed = rest
        .iter()
        .filter(|refused| read::reason(refused) == Some(Reason::CredentialsInvalid));
    assert!((1..=3).contains(&hashed.count()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registration_that_was_not_hashed_costs_no_budget() {
    const STARTS: usize = 12;
    let limit = ("IDENTITY_LIMIT_REGISTRATION_NETWORK", "12");
    let settings: Vec<_> = SLOW.into_iter().chain([limit]).collect();
    let suite = Suite::with(&settings).await;
    let one = suite.person("nobody");
    let starts = FuturesUnordered::new();
    for number in 0..STARTS {
        let mut person = suite.person(&format!("person.{number}"));
        person.device.clone_from(&one.device);
        starts.push(async move { person.starts().await });
    }
    let answers: Vec<_> = starts.collect().await;
    assert!(answers.iter().any(Result::is_err));
    let mut later = suite.person("somebody.else");
    later.device.clone_from(&one.device);
    later.starts().await.unwrap();
}
