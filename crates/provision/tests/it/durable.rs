use std::fs;
use std::path::Path;

use kabinet_provision::{Postgres, Redis, StartError};

use crate::client::{get, query, set, setting};
use crate::held::Held;

#[test]
fn second_start_of_postgres_keeps_the_data_and_starting_over_does_not() {
    let directory = tempfile::tempdir().unwrap();
    open_to_servers(directory.path());
    let first = Postgres::start(directory.path()).unwrap();
    query(&first, "CREATE TABLE kept ()");
    first.stop().unwrap();

    let exists = "SELECT relname::text FROM pg_class WHERE relname = 'kept'";
    let second = Postgres::start(directory.path()).unwrap();
    assert_eq!(query(&second, exists).as_deref(), Some("kept"));
    assert_eq!(query(&second, "SHOW fsync").as_deref(), Some("on"));
    assert_eq!(query(&second, "SHOW listen_addresses").as_deref(), Some(""));
    assert_eq!(
        query(&second, "SHOW server_encoding").as_deref(),
        Some("UTF8")
    );
    second.stop().unwrap();

    let third = Postgres::start_over(directory.path()).unwrap();
    assert_eq!(query(&third, exists), None);
    third.stop().unwrap();
    Postgres::remove(directory.path()).unwrap();
    assert!(!directory.path().join("postgres").exists());
}

#[test]
fn second_start_of_redis_keeps_the_data_and_starting_over_does_not() {
    let directory = tempfile::tempdir().unwrap();
    open_to_servers(directory.path());
    let first = Redis::start(directory.path()).unwrap();
    set(&first, "kept", "yes");
    assert_eq!(setting(&first, "maxmemory-policy"), "noeviction");
    assert_eq!(setting(&first, "appendonly"), "yes");
    assert_eq!(setting(&first, "port"), "0");
    first.stop().unwrap();

    let second = Redis::start(directory.path()).unwrap();
    assert_eq!(get(&second, "kept").as_deref(), Some("yes"));
    second.stop().unwrap();

    let third = Redis::start_over(directory.path()).unwrap();
    assert_eq!(get(&third, "kept"), None);
    third.stop().unwrap();
}

#[test]
fn directory_in_use_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    open_to_servers(directory.path());
    let first = Redis::start(directory.path()).unwrap();
    assert!(matches!(
        Redis::start(directory.path()),
        Err(StartError::InUse(_))
    ));
    assert!(matches!(
        Redis::start_over(directory.path()),
        Err(StartError::InUse(_))
    ));
    set(&first, "still", "here");
}

#[test]
fn what_a_killed_process_left_running_is_stopped_at_the_next_start() {
    let directory = tempfile::tempdir().unwrap();
    open_to_servers(directory.path());
    let mut held = Held::start(directory.path(), &["durable", "."]);
    held.kill();
    assert!(
        held.servers_answer(),
        "a kill -9 leaves durable servers running"
    );
    let stale = [
        pid(directory.path(), "postgres/data/postmaster.pid"),
        pid(directory.path(), "redis/redis.pid"),
    ];

    let postgres = Postgres::start(directory.path()).unwrap();
    let redis = Redis::start(directory.path()).unwrap();
    let fresh = [
        pid(directory.path(), "postgres/data/postmaster.pid"),
        pid(directory.path(), "redis/redis.pid"),
    ];
    assert!(fresh.iter().all(|it| !stale.contains(it)));
    assert_eq!(query(&postgres, "SELECT 'here'").as_deref(), Some("here"));
    set(&redis, "still", "here");
    postgres.stop().unwrap();
    redis.stop().unwrap();
    assert!(!held.servers_answer());
}

fn pid(directory: &Path, file: &str) -> String {
    let text = fs::read_to_string(directory.join(file)).unwrap();
    text.lines().next().unwrap().to_owned()
}

/// Temporary directories are private to this process's user, and root's servers are another's.
pub(crate) fn open_to_servers(directory: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).unwrap();
}
