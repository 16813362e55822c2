use std::{fs, path::Path};

use crate::command::run;

fn key_files(ring: &Path) -> Vec<String> {
    let entries = fs::read_dir(ring).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_ring_is_made_once_for_every_service() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    for _ in 0..2 {
        let output = run(&["keys", "ensure", "all", "--directory", path]);
        assert!(output.status.success());
    }
    for service in ["identity", "profile", "verification", "subscriptions"] {
        assert_eq!(
            key_files(&directory.path().join(service)).len(),
            1,
            "{service}"
        );
    }
}

#[test]
fn a_rotation_adds_a_key_that_sorts_last() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let ring = directory.path().join("identity");
    fs::create_dir(&ring).unwrap();
    // An older key than any that a clock gives: 32 bytes in base64url.
    fs::write(
        ring.join("k00000000001.key"),
        format!("{}\n", "A".repeat(43)),
    )
    .unwrap();
    let output = run(&["keys", "rotate", "identity", "--directory", path]);
    assert!(output.status.success());
    let names = key_files(&ring);
    assert_eq!(names.len(), 2);
    assert_eq!(names[0], "k00000000001.key");
}
