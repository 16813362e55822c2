use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use kabinet_env::manual::ManualClock;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::watch::RELOAD_INTERVAL;
use super::*;

mod vanished;

fn directory_with(kids: &[&str]) -> (TempDir, Env) {
    let (env, _) = ManualClock::new(1);
    let directory = tempfile::tempdir().unwrap();
    for kid in kids {
        KeyRing::generate(directory.path(), &env, kid).unwrap();
    }
    (directory, env)
}

fn changed(vanished: &[&str]) -> Reload {
    let vanished = vanished.iter().map(|kid| kid.parse::<KeyId>().unwrap());
    Reload::Changed {
        vanished: vanished.collect(),
    }
}

fn names(ring: &KeyRing) -> Vec<String> {
    ring.all().iter().map(|key| key.kid().to_string()).collect()
}

#[test]
fn greatest_kid_is_current_and_all_are_live() {
    let (directory, _) = directory_with(&["2026-01", "2026-03", "2026-02"]);
    let ring = KeyRing::load(directory.path()).unwrap();
    assert_eq!(*ring.current().kid(), "2026-03");
    assert_eq!(names(&ring), ["2026-03", "2026-02", "2026-01"]);
    assert_eq!(ring.get("2026-01").unwrap().kid(), "2026-01");
    assert!(ring.get("2025-12").is_none());
}

#[test]
fn generated_key_is_private_and_complete() {
    let (parent, env) = directory_with(&[]);
    let directory = parent.path().join("keys");
    KeyRing::generate(&directory, &env, "k1").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    assert_eq!(mode(&directory.join("k1.key")), 0o600);
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 1);
    KeyRing::load(&directory).unwrap();
}

#[test]
fn existing_key_is_never_overwritten() {
    let (directory, env) = directory_with(&["k1"]);
    let before = fs::read(directory.path().join("k1.key")).unwrap();
    let error = KeyRing::generate(directory.path(), &env, "k1").unwrap_err();
    assert!(matches!(error, GenerateError::Exists { .. }), "{error}");
    assert_eq!(fs::read(directory.path().join("k1.key")).unwrap(), before);
}

#[test]
fn what_a_crash_left_unfinished_is_not_in_the_way() {
    let (directory, env) = directory_with(&[]);
    fs::write(directory.path().join(".k1.unfinished"), "half").unwrap();
    KeyRing::generate(directory.path(), &env, "k1").unwrap();
    KeyRing::load(directory.path()).unwrap();
}

#[test]
fn name_that_leaves_the_directory_is_refused() {
    let (directory, env) = directory_with(&[]);
    let error = KeyRing::generate(directory.path(), &env, "../k1").unwrap_err();
    assert!(matches!(error, GenerateError::Name(_)), "{error}");
}

#[test]
fn directory_that_cannot_be_made_is_reported() {
    let (directory, env) = directory_with(&["k1"]);
    let below_a_file = directory.path().join("k1.key/keys");
    let error = KeyRing::generate(&below_a_file, &env, "k1").unwrap_err();
    assert!(matches!(error, GenerateError::Write { .. }), "{error}");
}

#[test]
fn missing_directory_is_reported() {
    let (directory, _) = directory_with(&[]);
    let error = KeyRing::load(directory.path().join("none")).unwrap_err();
    assert!(matches!(error, LoadError::Directory { .. }), "{error}");
}

#[test]
fn directory_without_keys_is_refused() {
    let (directory, _) = directory_with(&[]);
    fs::write(directory.path().join(".hidden"), "").unwrap();
    let error = KeyRing::load(directory.path()).unwrap_err();
    assert!(matches!(error, LoadError::Empty { .. }), "{error}");
}

#[test]
fn misnamed_file_is_refused() {
    for name in ["k2.KEY", "K2.key", "k2", "k2.key.bak", "K2.retired"] {
        let (directory, _) = directory_with(&["k1"]);
        fs::write(directory.path().join(name), "").unwrap();
        let error = KeyRing::load(directory.path()).unwrap_err();
        assert!(matches!(error, LoadError::Name { .. }), "{name}: {error}");
    }
}

#[test]
fn more_keys_than_the_bound_are_refused() {
    let kids: Vec<String> = (0..=MAX_KEYS).map(|number| format!("k{number}")).collect();
    let (directory, _) = directory_with(&kids.iter().map(String::as_str).collect::<Vec<_>>());
    let error = KeyRing::load(directory.path()).unwrap_err();
    assert!(matches!(error, LoadError::TooMany { .. }), "{error}");
}

#[test]
fn unreadable_file_is_reported() {
    let (directory, _) = directory_with(&["k1"]);
    fs::create_dir(directory.path().join("k2.key")).unwrap();
    let error = KeyRing::load(directory.path()).unwrap_err();
    assert!(matches!(error, LoadError::Read { .. }), "{error}");
}

#[test]
fn file_that_everybody_may_write_is_refused() {
    let (directory, _) = directory_with(&["k1"]);
    let path = directory.path().join("k1.key");
    for (mode, accepted) in [(0o600, true), (0o440, true), (0o644, true), (0o646, false)] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        match KeyRing::load(directory.path()) {
            Ok(_) => assert!(accepted, "{mode:o}"),
            Err(error) => {
                assert!(matches!(error, LoadError::WorldWritable { .. }), "{error}");
                assert!(!accepted, "{mode:o}");
            }
        }
    }
}

#[test]
fn file_that_holds_no_key_is_refused_without_being_shown() {
    let good = "A".repeat(43);
    for content in [
        String::new(),
        "A".repeat(42),
        "A".repeat(44),
        format!("{good}="),
        format!("{good}\n\n"),
        format!(" {}", "A".repeat(42)),
        format!("{}B", "A".repeat(42)),
        "/".repeat(43),
    ] {
        let (directory, _) = directory_with(&[]);
        fs::write(directory.path().join("k1.key"), &content).unwrap();
        let error = KeyRing::load(directory.path()).unwrap_err();
        assert!(
            matches!(error, LoadError::Content { .. }),
            "{content:?}: {error}"
        );
        assert!(!format!("{error:?}{error}").contains("AAAA"));
    }
}

#[test]
fn reload_takes_up_a_new_key_in_every_clone() {
    let (directory, env) = directory_with(&["k1"]);
    let ring = KeyRing::load(directory.path()).unwrap();
    let clone = ring.clone();
    assert_eq!(ring.reload(&env).unwrap(), Reload::Unchanged);
    KeyRing::generate(directory.path(), &env, "k2").unwrap();
    assert_eq!(ring.reload(&env).unwrap(), changed(&[]));
    assert_eq!(names(&clone), ["k1", "k2"]);
    assert!(clone.get("k2").is_some());
}

#[test]
fn new_key_is_current_once_it_has_settled() {
    let (env, clock) = ManualClock::new(1);
    let directory = tempfile::tempdir().unwrap();
    KeyRing::generate(directory.path(), &env, "k1").unwrap();
    let ring = KeyRing::load(directory.path()).unwrap();
    ring.reload(&env).unwrap();
    clock.advance(KEY_SETTLE);
    KeyRing::generate(directory.path(), &env, "k2").unwrap();
    ring.reload(&env).unwrap();

    clock.advance(Duration::from_millis(59_999));
    assert_eq!(ring.reload(&env).unwrap(), Reload::Unchanged);
    assert_eq!(names(&ring), ["k1", "k2"]);
    clock.advance(Duration::from_millis(1));
    assert_eq!(ring.reload(&env).unwrap(), changed(&[]));
    assert_eq!(names(&ring), ["k2", "k1"]);
}

#[test]
fn key_that_comes_before_the_first_reload_waits_too() {
    let (env, clock) = ManualClock::new(1);
    let directory = tempfile::tempdir().unwrap();
    KeyRing::generate(directory.path(), &env, "k1").unwrap();
    let ring = KeyRing::load(directory.path()).unwrap();
    KeyRing::generate(directory.path(), &env, "k2").unwrap();
    for current in ["k1", "k1", "k2"] {
        ring.reload(&env).unwrap();
        assert_eq!(*ring.current().kid(), current);
        clock.advance(KEY_SETTLE / 2);
    }
}

#[test]
fn young_key_is_current_when_no_other_is_live() {
    let (directory, env) = directory_with(&["k1"]);
    let ring = KeyRing::load(directory.path()).unwrap();
    fs::write(directory.path().join("k1.retired"), "").unwrap();
    KeyRing::generate(directory.path(), &env, "k2").unwrap();
    ring.reload(&env).unwrap();
    assert_eq!(names(&ring), ["k2"]);
}

#[test]
fn ring_that_is_loaded_beside_a_young_key_waits_for_it() {
    let (env, clock) = ManualClock::new(1);
    let directory = tempfile::tempdir().unwrap();
    for kid in ["k1", "k2", "k3"] {
        KeyRing::generate(directory.path(), &env, kid).unwrap();
    }
    for settled in ["k1.key", "k2.key"] {
        let file = fs::File::open(directory.path().join(settled)).unwrap();
        let modified = file.metadata().unwrap().modified().unwrap();
        file.set_modified(modified - KEY_SETTLE).unwrap();
    }
    let ring = KeyRing::load(directory.path()).unwrap();
    assert_eq!(names(&ring), ["k2", "k3", "k1"]);

    assert_eq!(ring.reload(&env).unwrap(), Reload::Unchanged);
    clock.advance(KEY_SETTLE);
    assert_eq!(ring.reload(&env).unwrap(), changed(&[]));
    assert_eq!(names(&ring), ["k3", "k2", "k1"]);
}

#[test]
fn failed_reload_keeps_the_last_good_keys() {
    let (directory, env) = directory_with(&["k1"]);
    let ring = KeyRing::load(directory.path()).unwrap();
    fs::write(directory.path().join("k2.key"), "broken").unwrap();
    assert!(matches!(ring.reload(&env), Err(LoadError::Content { .. })));
    assert_eq!(names(&ring), ["k1"]);
}

#[test]
fn live_key_cannot_change_its_secret() {
    let (directory, env) = directory_with(&["k1", "k2"]);
    let ring = KeyRing::load(directory.path()).unwrap();
    let before = ring.get("k1");
    fs::remove_file(directory.path().join("k1.key")).unwrap();
    KeyRing::generate(directory.path(), &env, "k1").unwrap();
    assert!(matches!(ring.reload(&env), Err(LoadError::Replaced { .. })));
    assert_eq!(ring.get("k1"), before);
}

#[test]
fn ring_from_a_secret_has_nothing_to_reload() {
    let ring = KeyRing::from_secret("k1", [1; 32]);
    assert_eq!(ring.reload(&Env::system()).unwrap(), Reload::Unchanged);
}

#[tokio::test]
async fn watched_ring_takes_up_a_new_key_and_survives_a_broken_one() {
    let (env, clock) = ManualClock::new(2);
    let directory = tempfile::tempdir().unwrap();
    KeyRing::generate(directory.path(), &env, "k1").unwrap();
    let ring = KeyRing::load(directory.path()).unwrap();
    let token = CancellationToken::new();
    let watch = tokio::spawn(ring.clone().watch(env.clone(), token.clone()));

    // On one thread the watch runs while this task yields, and sleeps again after its reload.
    let next_reload = async || {
        clock.sleepers(1).await;
        clock.advance(RELOAD_INTERVAL);
        tokio::task::yield_now().await;
        clock.sleepers(1).await;
    };
    let broken = directory.path().join("k2.key");
    fs::write(&broken, "broken").unwrap();
    next_reload().await;
    assert_eq!(names(&ring), ["k1"]);

    fs::remove_file(&broken).unwrap();
    KeyRing::generate(directory.path(), &env, "k3").unwrap();
    next_reload().await;
    assert_eq!(names(&ring), ["k1", "k3"]);
    clock.advance(KEY_SETTLE);
    next_reload().await;
    assert_eq!(names(&ring), ["k3", "k1"]);
    token.cancel();
    watch.await.unwrap();
}
