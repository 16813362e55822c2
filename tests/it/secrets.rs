//! No password, code or token, and nothing about a person, stands in clear in any table, key, log
//! line or span.

mod encoded;
mod lines;
mod linking;
mod needles;
mod postgres;
mod recovering;
mod redis;
mod spans;
mod tour;
mod walk;

use kabinet_testkit::OtlpReceiver;

use self::needles::{Finding, Needles};
use crate::{
    person::{Person, Step},
    suite::{Layout, Suite},
};

/// What the suite itself says at its most talkative, and what its libraries say about statements.
const TALKATIVE: &str = "info,kabinet=trace,sqlx=debug,h2=info,hyper=info";

#[tokio::test]
async fn nothing_secret_or_personal_is_left_after_the_whole_journey() {
    let (endpoint, receiver) = OtlpReceiver::start().await;
    let own = [
        ("TELEMETRY_OTLP_ENDPOINT", endpoint.as_str()),
        ("TELEMETRY_LOG_FILTER", TALKATIVE),
    ];
    let mut suite = Suite::start_for_tour(Layout::Together, &own).await;
    let mut needles = Needles::default();
    tour::run(&suite, &mut needles).await;
    walk::run(&suite, &mut needles).await;
    linking::run(&suite, &mut needles).await;
    recovering::run(&suite, &mut needles).await;
    // Somebody whose code is still out.
    let mut waiting = Person::invent();
    waiting.goes_through(Step::Confirm.before(), &suite).await;
    needles.person(&waiting);
    needles.code("code that is out", &waiting.code);
    suite.wait_until_quiet().await;
    spans::wait_for_all(&suite, &receiver).await;
    suite.kill().await;

    let mut findings = postgres::scan(&suite, &needles).await;
    findings.extend(redis::scan(&suite, &needles).await);
    findings.extend(lines::scan(&suite.lines(), &needles));
    findings.extend(spans::scan(&receiver.spans(), &needles));
    assert!(findings.is_empty(), "{findings:#?}");
}

#[tokio::test]
async fn scanner_finds_what_is_planted() {
    let suite = Suite::start().await;
    let mut needles = Needles::default();
    needles.text("planted name", "Ёжикова-Planted");
    needles.code("planted code", "482913");
    postgres::plant(&suite, "ёжикова-PLANTED", b"\xff\x00482913\xfe").await;
    redis::plant(&suite, "key:482913", "value Ёжикова-Planted").await;

    assert_eq!(
        places(&postgres::scan(&suite, &needles).await),
        [
            "profile.planted.note: planted name",
            "profile.planted.raw: planted code",
        ]
    );
    assert_eq!(
        places(&redis::scan(&suite, &needles).await),
        [
            "a key of Redis: planted code",
            "a value of Redis: planted name",
        ]
    );
    let line = r#"{"timestamp":"2026-01-01T00:00:00.482913Z","message":"code 482913"}"#;
    assert_eq!(
        places(&lines::scan(&[line.to_owned()], &needles)),
        ["a log line: planted code"]
    );
    assert_eq!(
        places(&spans::scan(&[spans::planted("Ёжикова-Planted")], &needles)),
        ["a span: planted name"]
    );
}

fn places(findings: &[Finding]) -> Vec<String> {
    let mut places: Vec<_> = findings.iter().map(ToString::to_string).collect();
    places.sort();
    places
}
