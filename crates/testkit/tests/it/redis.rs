use kabinet_testkit::{CommandCount, TestRedis};
use redis::AsyncCommands;

#[tokio::test]
async fn emptying_one_test_leaves_the_others() {
    let (first, second) = (TestRedis::new().await, TestRedis::new().await);
    assert_eq!(first.url(), second.url());
    let mut connection = first.connection().await;
    for redis in [&first, &second] {
        let key = format!("{}key", redis.prefix());
        connection.set::<_, _, ()>(key, "value").await.unwrap();
    }
    first.empty().await;
    assert!(first.keys().await.is_empty());
    assert_eq!(second.keys().await, [format!("{}key", second.prefix())]);
}

#[tokio::test]
async fn commands_about_a_tests_keys_are_counted() {
    let (redis, other) = (TestRedis::new().await, TestRedis::new().await);
    let mut connection = redis.connection().await;
    let (key, foreign) = (
        format!("{}key", redis.prefix()),
        format!("{}key", other.prefix()),
    );
    let ((), commands) = CommandCount::of(&redis)
        .during(|| async {
            connection.set::<_, _, ()>(&key, "value").await.unwrap();
            connection.set::<_, _, ()>(&foreign, "value").await.unwrap();
            redis::cmd("EVAL")
                .arg("redis.call('GET', KEYS[1]); return redis.call('GET', KEYS[1])")
                .arg(1)
                .arg(&key)
                .query_async::<()>(&mut connection)
                .await
                .unwrap();
        })
        .await;
    assert_eq!(commands, 2);
}

#[tokio::test]
async fn exclusive_server_can_be_stopped() {
    let (mut exclusive, shared) = (TestRedis::exclusive().await, TestRedis::new().await);
    assert_ne!(exclusive.url(), shared.url());
    let mut connection = exclusive.connection().await;
    exclusive.stop().await;
    assert!(connection.get::<_, Option<String>>("key").await.is_err());
}
