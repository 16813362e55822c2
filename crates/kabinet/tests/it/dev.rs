use std::net::TcpListener;

use kabinet_proto::identity::v1::{
    AcceptedTerms, GetRegistrationGuideRequest, StartRegistrationRequest,
    registration_service_client::RegistrationServiceClient,
};
use kabinet_provision::{Postgres, Redis};
use rustix::process::Signal;

use crate::{
    command::{errors, run},
    suite::Suite,
};

const LOGIN: &str = "anna.keeps.this";

/// Reserves the login name.
async fn reserve(suite: &Suite) {
    let mut identity = RegistrationServiceClient::connect(suite.identity())
        .await
        .unwrap();
    let guide = GetRegistrationGuideRequest::default();
    let guide = identity
        .get_registration_guide(guide)
        .await
        .unwrap()
        .into_inner();
    let password = "Verfroren-Kieselweg-Haferbrei!".to_owned();
    let request = StartRegistrationRequest {
        request_id: "0f6a1f0e-3f0c-4d3c-9a55-5d1f6c2f0a11".to_owned(),
        login: LOGIN.to_owned(),
        password: password.clone(),
        password_confirmation: password,
        terms: guide
            .terms
            .into_iter()
            .map(|document| AcceptedTerms {
                document_id: document.document_id,
                version: document.version,
            })
            .collect(),
        client: None,
    };
    identity.start_registration(request).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_goes_well_and_its_exit_status_tells() {
    let directory = tempfile::tempdir().unwrap();
    let suite = Suite::start(directory.path(), &[]);
    let base = suite.port_base.to_string();
    let toured = run(&["tour", "--port-base", &base]);
    assert!(toured.status.success(), "{}", errors(&toured));
    assert!(suite.end(Signal::INT).success());
    let toured = run(&["tour", "--port-base", &base]);
    assert_eq!(toured.status.code(), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_what_was_started_and_the_next_start_finds_the_data() {
    let directory = tempfile::tempdir().unwrap();
    let suite = Suite::start(directory.path(), &[]);
    reserve(&suite).await;
    let identity = suite.port_base + 1;
    assert!(suite.end(Signal::INT).success());
    assert!(TcpListener::bind(("127.0.0.1", identity)).is_ok());
    let pid_file = directory.path().join("postgres/data/postmaster.pid");
    assert!(!pid_file.exists(), "PostgreSQL still runs");

    let suite = Suite::start(directory.path(), &[]);
    assert!(!suite.is_free(LOGIN).await);
    assert!(suite.end(Signal::TERM).success());

    let suite = Suite::start(directory.path(), &["--fresh"]);
    assert!(suite.is_free(LOGIN).await);
    assert!(suite.end(Signal::INT).success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_suite_left_behind_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let suite = Suite::start(directory.path(), &[]);
    reserve(&suite).await;
    suite.end(Signal::KILL);
    let suite = Suite::start(directory.path(), &[]);
    assert!(!suite.is_free(LOGIN).await);
    assert!(suite.end(Signal::INT).success());
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_variables_name_are_used_and_left_running() {
    let (postgres, redis) = tokio::task::spawn_blocking(|| {
        (Postgres::ephemeral().unwrap(), Redis::ephemeral().unwrap())
    })
    .await
    .unwrap();
    let (database_url, redis_url) = (postgres.admin_url(), redis.url());
    let variables = [
        ("DATABASE_URL", database_url.as_str()),
        ("REDIS_URL", &redis_url),
    ];
    let directory = tempfile::tempdir().unwrap();
    for is_free in [true, false] {
        let suite = Suite::start_with(directory.path(), &[], &variables);
        assert_eq!(suite.is_free(LOGIN).await, is_free);
        if is_free {
            reserve(&suite).await;
        }
        assert!(suite.end(Signal::INT).success());
    }
    assert!(!directory.path().join("postgres").exists());
}

#[test]
fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let base = (port - 25).to_string();
    let output = run(&["dev", "--port-base", &base, "--directory", path]);
    assert_eq!(output.status.code(), Some(1));
    let errors = errors(&output);
    assert!(errors.contains(&format!("127.0.0.1:{port}")), "{errors}");
    assert!(errors.contains("--port-base"), "{errors}");
}

#[test]
fn an_existing_server_is_never_started_over() {
    let directory = tempfile::tempdir().unwrap();
    let output = crate::command::kabinet(&["dev", "--fresh", "--directory"])
        .arg(directory.path())
        .env(
            "DATABASE_URL",
            "postgres://postgres@127.0.0.1:5432/precious",
        )
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("DATABASE_URL"));
}
