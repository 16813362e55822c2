use kabinet_provision::{Postgres, Redis, find_postgres};

use crate::client::{get, query, set, setting};
use crate::held::{Held, eventually};

#[test]
fn ephemeral_servers_leave_nothing_when_stopped() {
    let (postgres, redis) = (Postgres::ephemeral().unwrap(), Redis::ephemeral().unwrap());
    assert_eq!(query(&postgres, "SHOW fsync").as_deref(), Some("off"));
    if find_postgres().unwrap().has_module("pg_stat_statements") {
        let loaded = query(&postgres, "SHOW shared_preload_libraries");
        assert_eq!(loaded.as_deref(), Some("pg_stat_statements"));
    }
    set(&redis, "key", "value");
    assert_eq!(setting(&redis, "appendonly"), "no");
    let directories = [
        postgres.socket_directory().parent().unwrap().to_owned(),
        redis.socket().parent().unwrap().to_owned(),
    ];
    assert!(directories.iter().all(|it| it.exists()));
    postgres.stop().unwrap();
    drop(redis);
    assert!(directories.iter().all(|it| !it.exists()), "{directories:?}");
}

#[test]
fn ephemeral_servers_leave_nothing_when_their_process_is_killed() {
    let mut held = Held::start(&std::env::temp_dir(), &["ephemeral"]);
    assert!(held.servers_answer());
    held.kill();
    let directories = [
        held.postgres_socket.parent().unwrap().parent().unwrap(),
        held.redis_socket.parent().unwrap(),
    ];
    eventually("the directories are gone", || {
        directories.iter().all(|it| !it.exists())
    });
    assert!(!held.servers_answer());
}

#[test]
fn ephemeral_servers_restart_with_their_data_and_still_leave_nothing() {
    let postgres = Postgres::ephemeral_with_log().unwrap();
    let redis = Redis::ephemeral_with_log().unwrap();
    let urls = [postgres.admin_url(), redis.url()];
    query(&postgres, "CREATE TABLE kept ()");
    let started = query(&postgres, "SELECT pg_postmaster_start_time()::text");
    set(&redis, "key", "value");

    let (postgres, redis) = (postgres.restart().unwrap(), redis.restart().unwrap());
    assert_eq!([postgres.admin_url(), redis.url()], urls);
    assert_ne!(
        query(&postgres, "SELECT pg_postmaster_start_time()::text"),
        started
    );
    let kept = query(&postgres, "SELECT to_regclass('kept')::text");
    assert_eq!(kept.as_deref(), Some("kept"));
    assert_eq!(get(&redis, "key").as_deref(), Some("value"));

    let directories = [
        postgres.socket_directory().parent().unwrap().to_owned(),
        redis.socket().parent().unwrap().to_owned(),
    ];
    postgres.stop().unwrap();
    drop(redis);
    assert!(directories.iter().all(|it| !it.exists()), "{directories:?}");
}
