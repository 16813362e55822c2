//! Key files that go: by mistake, or because their keys are retired.

use std::fmt::{self, Write as _};
use std::sync::Mutex;

use tracing::field::Field;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::NoSubscriber;
use tracing::{Dispatch, Event, Metadata, Subscriber};

use super::*;

fn vanish(directory: &TempDir, kid: &str) {
    let directory = directory.path();
    let hidden = directory.join(format!(".{kid}.key"));
    fs::rename(directory.join(format!("{kid}.key")), hidden).unwrap();
}

fn come_back(directory: &TempDir, kid: &str) {
    let directory = directory.path();
    let hidden = directory.join(format!(".{kid}.key"));
    fs::rename(hidden, directory.join(format!("{kid}.key"))).unwrap();
}

fn retire(directory: &TempDir, kid: &str) {
    fs::write(directory.path().join(format!("{kid}.retired")), "").unwrap();
}

/// Makes a ring whose keys have settled all.
fn settled(kids: &[&str]) -> (TempDir, Env, ManualClock, KeyRing) {
    let (directory, _) = directory_with(kids);
    let (env, clock) = ManualClock::new(2);
    let ring = KeyRing::load(directory.path()).unwrap();
    ring.reload(&env).unwrap();
    clock.advance(KEY_SETTLE);
    ring.reload(&env).unwrap();
    (directory, env, clock, ring)
}

#[test]
fn vanished_key_stays_and_is_told_of_once() {
    let (directory, env, _, ring) = settled(&["k1", "k2"]);
    let before = ring.get("k1");
    vanish(&directory, "k1");
    assert_eq!(ring.reload(&env).unwrap(), changed(&["k1"]));
    assert_eq!(ring.reload(&env).unwrap(), Reload::Unchanged);
    assert_eq!(ring.get("k1"), before);
    assert_eq!(names(&ring), ["k2", "k1"]);
}

#[test]
fn key_that_comes_back_and_vanishes_again_is_told_of_again() {
    let (directory, env, _, ring) = settled(&["k1", "k2"]);
    vanish(&directory, "k1");
    ring.reload(&env).unwrap();
    come_back(&directory, "k1");
    assert_eq!(ring.reload(&env).unwrap(), changed(&[]));
    vanish(&directory, "k1");
    assert_eq!(ring.reload(&env).unwrap(), changed(&["k1"]));
}

#[test]
fn vanished_key_cannot_come_back_with_another_secret() {
    let (directory, env, _, ring) = settled(&["k1", "k2"]);
    let before = ring.get("k1");
    vanish(&directory, "k1");
    ring.reload(&env).unwrap();
    KeyRing::generate(directory.path(), &env, "k1").unwrap();
    assert!(matches!(ring.reload(&env), Err(LoadError::Replaced { .. })));
    assert_eq!(ring.get("k1"), before);
}

#[test]
fn vanished_key_makes_nothing_where_another_has_settled() {
    let (directory, env, clock, ring) = settled(&["k1", "k2", "k3"]);
    vanish(&directory, "k3");
    assert_eq!(ring.reload(&env).unwrap(), changed(&["k3"]));
    assert_eq!(names(&ring), ["k2", "k3", "k1"]);

    come_back(&directory, "k3");
    ring.reload(&env).unwrap();
    assert_eq!(*ring.current().kid(), "k2");
    clock.advance(KEY_SETTLE);
    ring.reload(&env).unwrap();
    assert_eq!(*ring.current().kid(), "k3");
}

#[test]
fn key_that_comes_as_the_current_one_vanishes_settles_first() {
    let (directory, env, clock, ring) = settled(&["k1"]);
    vanish(&directory, "k1");
    KeyRing::generate(directory.path(), &env, "k2").unwrap();
    assert_eq!(ring.reload(&env).unwrap(), changed(&["k1"]));
    assert_eq!(names(&ring), ["k1", "k2"]);

    clock.advance(KEY_SETTLE);
    assert_eq!(ring.reload(&env).unwrap(), changed(&[]));
    assert_eq!(names(&ring), ["k2", "k1"]);
    assert_eq!(ring.reload(&env).unwrap(), Reload::Unchanged);
    assert_eq!(names(&ring), ["k2", "k1"]);
}

#[test]
fn current_key_that_comes_back_in_time_stays_current() {
    let (directory, env, clock, ring) = settled(&["k1"]);
    vanish(&directory, "k1");
    KeyRing::generate(directory.path(), &env, "k2").unwrap();
    ring.reload(&env).unwrap();
    clock.advance(KEY_SETTLE / 2);
    come_back(&directory, "k1");
    ring.reload(&env).unwrap();
    assert_eq!(names(&ring), ["k1", "k2"]);
}

#[test]
fn directory_that_lost_every_key_is_refused() {
    let (directory, env, _, ring) = settled(&["k1"]);
    vanish(&directory, "k1");
    assert!(matches!(ring.reload(&env), Err(LoadError::Empty { .. })));
    assert_eq!(names(&ring), ["k1"]);
}

#[test]
fn retired_key_goes_with_its_file_or_without() {
    for has_vanished in [false, true] {
        let (directory, env, _, ring) = settled(&["k1", "k2"]);
        if has_vanished {
            vanish(&directory, "k1");
            ring.reload(&env).unwrap();
        }
        retire(&directory, "k1");
        assert_eq!(ring.reload(&env).unwrap(), changed(&[]));
        assert_eq!(names(&ring), ["k2"]);
        let restarted = KeyRing::load(directory.path()).unwrap();
        assert_eq!(names(&restarted), ["k2"]);
    }
}

#[test]
fn retired_current_key_leaves_it_to_another() {
    let (directory, env, _, ring) = settled(&["k1", "k2"]);
    retire(&directory, "k2");
    assert_eq!(ring.reload(&env).unwrap(), changed(&[]));
    assert_eq!(names(&ring), ["k1"]);
}

#[test]
fn last_key_cannot_be_retired() {
    let (directory, env, _, ring) = settled(&["k1"]);
    retire(&directory, "k1");
    assert!(matches!(ring.reload(&env), Err(LoadError::Empty { .. })));
    assert_eq!(names(&ring), ["k1"]);
    let error = KeyRing::load(directory.path()).unwrap_err();
    assert!(matches!(error, LoadError::Empty { .. }), "{error}");
}

#[test]
fn vanished_keys_count_and_retired_ones_make_room() {
    let kids: Vec<String> = (0..MAX_KEYS).map(|number| format!("k{number}")).collect();
    let (directory, env, _, ring) = settled(&kids.iter().map(String::as_str).collect::<Vec<_>>());
    vanish(&directory, "k0");
    KeyRing::generate(directory.path(), &env, "new").unwrap();
    assert!(matches!(ring.reload(&env), Err(LoadError::TooMany { .. })));
    assert!(ring.get("new").is_none());

    retire(&directory, "k0");
    assert_eq!(ring.reload(&env).unwrap(), changed(&[]));
    assert!(ring.get("new").is_some());
}

#[test]
fn more_retired_keys_than_the_bound_are_refused() {
    let (directory, _) = directory_with(&["k"]);
    for number in 0..=MAX_KEYS {
        retire(&directory, &format!("k{number}"));
    }
    let error = KeyRing::load(directory.path()).unwrap_err();
    assert!(matches!(error, LoadError::TooMany { .. }), "{error}");
}

#[tokio::test]
async fn vanished_key_is_warned_of_once_by_its_name() {
    let log = Log::default();
    // With one subscriber alone a callsite would be believed silent that another test came to first.
    let _second = Dispatch::new(NoSubscriber::new());
    let _observed = tracing::subscriber::set_default(log.clone());
    let (directory, env, clock, ring) = settled(&["k1", "k2"]);
    let secret = fs::read_to_string(directory.path().join("k1.key")).unwrap();
    vanish(&directory, "k1");

    // On one thread the watch runs while this task yields, and sleeps again after its reload.
    let watch = tokio::spawn(ring.watch(env, CancellationToken::new()));
    for _ in 0..3 {
        clock.sleepers(1).await;
        clock.advance(RELOAD_INTERVAL);
        tokio::task::yield_now().await;
    }
    clock.sleepers(1).await;
    watch.abort();

    let lines = log.0.lock().unwrap().clone();
    let is_warning = |line: &&String| line.starts_with("WARN") && line.contains("key.id=k1");
    assert_eq!(lines.iter().filter(is_warning).count(), 1, "{lines:?}");
    assert!(!lines.concat().contains(secret.trim_end()));
}

/// What this thread logs, a line an event.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = event.metadata().level().to_string();
        let mut add = |field: &Field, value: &dyn fmt::Debug| {
            write!(line, " {field}={value:?}").unwrap();
        };
        event.record(&mut add);
        self.0.lock().unwrap().push(line);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
