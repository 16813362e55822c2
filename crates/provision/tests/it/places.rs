use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use kabinet_provision::{Postgres, Redis};

use crate::client::{get, set};
use crate::durable::open_to_servers;
use crate::held::Held;

#[test]
fn data_below_a_closed_directory_are_kept_where_the_server_can_go() {
    let closed = tempfile::tempdir().unwrap();
    fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let directory = closed.path().join("project");
    let redis = Redis::start(&directory).unwrap();
    set(&redis, "kept", "yes");
    let path = directory.join("redis");
    let server_is_another_user =
        fs::metadata(&path).unwrap().uid() != fs::metadata(&closed).unwrap().uid();
    assert_eq!(
        fs::symlink_metadata(&path).unwrap().is_symlink(),
        server_is_another_user
    );
    redis.stop().unwrap();

    let again = Redis::start(&directory).unwrap();
    assert_eq!(get(&again, "kept").as_deref(), Some("yes"));
    again.stop().unwrap();
    let home = fs::canonicalize(&path).unwrap();
    Redis::remove(&directory).unwrap();
    assert!(!home.exists() && fs::symlink_metadata(&path).is_err());
}

#[test]
fn socket_of_a_long_directory_is_short_and_private() {
    let parent = tempfile::tempdir().unwrap();
    open_to_servers(parent.path());
    let directory = parent.path().join("d".repeat(90));
    let redis = Redis::start(&directory).unwrap();
    set(&redis, "key", "value");
    let socket_directory = redis.socket().parent().unwrap().to_owned();
    assert_eq!(
        fs::metadata(&socket_directory)
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o700
    );
    assert!(
        !fs::symlink_metadata(directory.join("redis"))
            .unwrap()
            .is_symlink()
    );
    redis.stop().unwrap();
    assert!(!socket_directory.exists());
}

#[test]
fn relative_directory_keeps_its_data() {
    let parent = tempfile::tempdir().unwrap();
    open_to_servers(parent.path());
    let held = Held::start(parent.path(), &["durable", ".kabinet"]);
    for server in ["postgres", "redis"] {
        let path = parent.path().join(".kabinet").join(server);
        assert!(fs::symlink_metadata(path).unwrap().is_dir());
    }
    drop(held);
    let directory = parent.path().join(".kabinet");
    Postgres::remove(&directory).unwrap();
    Redis::remove(&directory).unwrap();
}
