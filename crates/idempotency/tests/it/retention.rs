use std::time::Duration;

use kabinet_env::manual::ManualClock;
use kabinet_idempotency::{RETENTION, find, record, sweep};

use crate::{database, request};

#[tokio::test]
async fn sweep_forgets_the_old_and_keeps_the_young_within_its_limit() {
    let (env, clock) = ManualClock::new(8);
    let database = database().await;
    let mut connection = database.app_pool().await.acquire().await.unwrap();
    for _ in 0..3 {
        let old = request(env.uuid_v4(), "a");
        record(&mut connection, &old, &(), env.now()).await.unwrap();
    }
    clock.advance(RETENTION + Duration::from_secs(1));
    let young = request(env.uuid_v4(), "a");
    record(&mut connection, &young, &(), env.now())
        .await
        .unwrap();

    let before = env.now() - RETENTION;
    let pool = database.app_pool().await;
    assert_eq!(sweep(&pool, before, 2).await.unwrap(), 2);
    assert_eq!(sweep(&pool, before, 2).await.unwrap(), 1);
    assert_eq!(sweep(&pool, before, 2).await.unwrap(), 0);
    assert_eq!(find(&mut connection, &young).await.unwrap(), Some(()));
}
