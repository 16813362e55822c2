use kabinet_env::Env;
use kabinet_env::manual::ManualClock;
use kabinet_idempotency::{Error, Fingerprints, Request, find, record};
use kabinet_seal::KeyRing;
use uuid::Uuid;

use crate::{CALLER, RPC, database, message};

fn request(ring: &KeyRing, id: Uuid) -> Request {
    Fingerprints::new(ring.clone()).of(RPC, CALLER, "", id, &message("a"))
}

fn ring(directory: &std::path::Path, env: &Env, kids: &[&str]) -> KeyRing {
    for kid in kids {
        KeyRing::generate(directory, env, kid).unwrap();
    }
    KeyRing::load(directory).unwrap()
}

#[tokio::test]
async fn request_is_recognised_after_a_newer_key_became_current() {
    let (env, _clock) = ManualClock::new(6);
    let directory = tempfile::tempdir().unwrap();
    let database = database().await;
    let mut connection = database.app_pool().await.acquire().await.unwrap();
    let id = env.uuid_v4();

    let old = ring(directory.path(), &env, &["2026-01"]);
    record(&mut connection, &request(&old, id), &1, env.now())
        .await
        .unwrap();

    let rotated = ring(directory.path(), &env, &["2026-02"]);
    let found = find::<u8>(&mut connection, &request(&rotated, id)).await;
    assert_eq!(found.unwrap(), Some(1));
}

#[tokio::test]
async fn request_of_a_retired_key_counts_as_another_one() {
    let (env, _clock) = ManualClock::new(7);
    let database = database().await;
    let mut connection = database.app_pool().await.acquire().await.unwrap();
    let id = env.uuid_v4();
    let old = KeyRing::from_secret("2026-01", [1; 32]);
    record(&mut connection, &request(&old, id), &1, env.now())
        .await
        .unwrap();

    let replaced = KeyRing::from_secret("2026-02", [2; 32]);
    let found = find::<u8>(&mut connection, &request(&replaced, id)).await;
    assert!(matches!(found, Err(Error::Reused)), "{found:?}");
}
