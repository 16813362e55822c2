use kabinet_env::manual::ManualClock;
use kabinet_idempotency::{Error, Recorded, find, record};
use kabinet_proto::errors::v1::Reason;

use sqlx::{PgConnection, PgPool};

use crate::{CALLER, RPC, database, fingerprints, message, request};

async fn backend(connection: &mut PgConnection) -> i32 {
    sqlx::query_scalar("SELECT pg_backend_pid()")
        .fetch_one(connection)
        .await
        .unwrap()
}

async fn until_blocked(pool: &PgPool, backend: i32) {
    let mut blocked = false;
    while !blocked {
        blocked = sqlx::query_scalar("SELECT cardinality(pg_blocking_pids($1)) > 0")
            .bind(backend)
            .fetch_one(pool)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn same_request_gets_the_outcome_of_the_first() {
    let (env, _clock) = ManualClock::new(1);
    let database = database().await;
    let mut connection = database.app_pool().await.acquire().await.unwrap();
    let id = env.uuid_v4();

    assert_eq!(
        find::<u8>(&mut connection, &request(id, "a"))
            .await
            .unwrap(),
        None
    );
    let first = record(&mut connection, &request(id, "a"), &1, env.now()).await;
    assert_eq!(first.unwrap(), Recorded::Fresh);

    let found = find(&mut connection, &request(id, "a")).await.unwrap();
    assert_eq!(found, Some(1));
    let second = record(&mut connection, &request(id, "a"), &2, env.now()).await;
    assert_eq!(second.unwrap(), Recorded::Replay(1));
}

#[tokio::test]
async fn other_body_or_rpc_under_the_same_id_is_refused() {
    let (env, _clock) = ManualClock::new(2);
    let database = database().await;
    let mut connection = database.app_pool().await.acquire().await.unwrap();
    let id = env.uuid_v4();
    record(&mut connection, &request(id, "a"), &1, env.now())
        .await
        .unwrap();

    let other_rpc = fingerprints().of("kabinet.x.v1.X/Y", CALLER, "", id, &message("a"));
    for other in [request(id, "b"), other_rpc] {
        let found = find::<u8>(&mut connection, &other).await;
        assert!(matches!(found, Err(Error::Reused)), "{found:?}");
        let recorded = record(&mut connection, &other, &2, env.now()).await;
        assert!(matches!(recorded, Err(Error::Reused)), "{recorded:?}");
    }
}

#[tokio::test]
async fn one_id_of_two_callers_or_subjects_is_two_requests() {
    let (env, _clock) = ManualClock::new(3);
    let database = database().await;
    let mut connection = database.app_pool().await.acquire().await.unwrap();
    let id = env.uuid_v4();

    for (caller, subject) in [(CALLER, ""), ("gateway/app", ""), (CALLER, "acc_1")] {
        let request = fingerprints().of(RPC, caller, subject, id, &message("a"));
        let recorded = record(&mut connection, &request, &(), env.now()).await;
        assert_eq!(recorded.unwrap(), Recorded::Fresh, "{caller} {subject}");
    }
}

#[tokio::test]
async fn of_two_at_once_one_is_fresh_and_one_replays_what_was_committed() {
    let (env, _clock) = ManualClock::new(4);
    let database = database().await;
    let id = env.uuid_v4();

    let mut first = database.app_pool().await.begin().await.unwrap();
    let recorded = record(&mut first, &request(id, "a"), &1, env.now()).await;
    assert_eq!(recorded.unwrap(), Recorded::Fresh);

    let mut second = database.app_pool().await.begin().await.unwrap();
    let backend = backend(&mut second).await;
    let now = env.now();
    let waiting = tokio::spawn(async move {
        let recorded = record(&mut second, &request(id, "a"), &2, now).await;
        second.rollback().await.unwrap();
        recorded.unwrap()
    });
    until_blocked(&database.app_pool().await, backend).await;
    first.commit().await.unwrap();

    assert_eq!(waiting.await.unwrap(), Recorded::Replay(1));
}

#[tokio::test]
async fn request_whose_transaction_was_rolled_back_leaves_nothing() {
    let (env, _clock) = ManualClock::new(5);
    let database = database().await;
    let id = env.uuid_v4();

    let mut lost = database.app_pool().await.begin().await.unwrap();
    record(&mut lost, &request(id, "a"), &1, env.now())
        .await
        .unwrap();
    lost.rollback().await.unwrap();

    let mut connection = database.app_pool().await.acquire().await.unwrap();
    let recorded = record(&mut connection, &request(id, "b"), &2, env.now()).await;
    assert_eq!(recorded.unwrap(), Recorded::Fresh);
}

#[tokio::test]
async fn outcome_of_another_shape_is_corrupt() {
    let (env, _clock) = ManualClock::new(6);
    let database = database().await;
    let mut connection = database.app_pool().await.acquire().await.unwrap();
    let id = env.uuid_v4();
    record(&mut connection, &request(id, "a"), &-1, env.now())
        .await
        .unwrap();

    let found = find::<u8>(&mut connection, &request(id, "a")).await;
    let Err(error @ Error::Corrupt { request_id, .. }) = found else {
        panic!("{found:?}");
    };
    assert_eq!(request_id, id);
    assert_eq!(error.refusal().reason(), Reason::Internal);
}
