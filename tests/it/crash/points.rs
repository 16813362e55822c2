//! Which crash points are passed. The process itself names those that it passes, so that a new one
//! is noticed on its first day; the list that each test expects notices one that is lost.

use crate::suite::Suite;

/// Arms a process so that it tells.
pub(super) const TELL: &str = "crash.tell=return";

const SAID: &str = "crash point ";

/// Whether a question about revoked tokens is asked depends on whether the beat was heard, and a sweeper
/// looks when it looks.
const SOMETIMES: [&str; 3] = [
    "peer.identity.Introspect.",
    "peer.identity.WatchRevocations.",
    "subscriptions.expire_links.",
];

/// Returns the points that the newest process has passed since it had said so many lines, and
/// restarts it: the last ones are passed when the tables are quiet already, so those that are expected
/// are waited for, and with its end all that it has said is read.
pub(super) async fn passed_since(
    lines: usize,
    expected: &[String],
    suite: &mut Suite,
) -> Vec<String> {
    let log = suite.newest_log().clone();
    log.wait_until(|said| {
        let passed = names(&said[lines..]);
        expected.iter().all(|name| passed.contains(name))
    })
    .await;
    suite.restart().await;
    names(&log.lines()[lines..])
}

fn names(said: &[String]) -> Vec<String> {
    let names = said.iter().filter_map(|line| line.strip_prefix(SAID));
    let mut names: Vec<_> = names
        .filter(|name| {
            !SOMETIMES
                .iter()
                .any(|sometimes| name.starts_with(sometimes))
        })
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Writes out the names in which `*` stands for before and after, in their order.
pub(super) fn expand(patterns: &[&str]) -> Vec<String> {
    let both = |pattern: &&str| ["after", "before"].map(|moment| pattern.replace('*', moment));
    let mut names: Vec<_> = patterns.iter().flat_map(both).collect();
    names.sort_unstable();
    names.dedup();
    names
}
