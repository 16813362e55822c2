//! Which crash points a step passes. They are not listed by hand: the process names those that it
//! passes, so that a new one is tried from its first day and a lost one is missed.

use crate::{
    person::{Person, Step},
    suite::Suite,
};

const SAID: &str = "crash point ";

/// Lets a person take the step in a process of its own and returns the points that it passed, until
/// nothing was left to do.
pub(super) async fn passed_by(step: Step, suite: &mut Suite) -> Vec<String> {
    let mut person = Person::invent();
    person.goes_through(step.before(), suite).await;
    suite.wait_until_quiet().await;
    suite.kill().await;
    suite.serve_with("crash.tell=return").await;

    let before = points(suite).len();
    person.goes_through(std::iter::once(step), suite).await;
    suite.wait_until_quiet().await;
    let mut passed = points(suite).split_off(before);
    passed.sort_unstable();
    passed.dedup();

    person.goes_through(step.after(), suite).await;
    suite.wait_until_quiet().await;
    passed
}

fn points(suite: &Suite) -> Vec<String> {
    let lines = suite.newest_log().lines();
    let names = lines.iter().filter_map(|line| line.strip_prefix(SAID));
    names.map(str::to_owned).collect()
}
