//! Tries every crash point of one step.

use super::{outcome, points};
use crate::{
    person::{Person, Step},
    suite::Suite,
};

/// Finds the points of the step, dies at each of them once and checks what came of it.
pub(super) async fn run(step: Step, expected: &[&str]) {
    let mut suite = Suite::start().await;
    let points = points_of(step, &mut suite).await;
    assert_eq!(points, points::expand(expected), "crash points of {step:?}");
    let mut tried = Vec::new();
    for point in &points {
        let first = dies_at(point, step, &mut suite).await;
        tried.push(format!("{point:<48} first answer {first}"));
    }
    suite.wait_until_quiet().await;
    // The first one is who the points were found with.
    outcome::one_of_everything(1 + points.len(), &suite).await;
    outcome::show(&format!("{step:?}"), &tried);
}

/// Lets a person take the step in a process of its own that tells the points that it passes.
async fn points_of(step: Step, suite: &mut Suite) -> Vec<String> {
    let mut person = Person::invent();
    let before = start_for(step, &mut person, points::TELL, suite).await;
    person.goes_through(std::iter::once(step), suite).await;
    suite.release_outboxes().await;
    suite.wait_until_quiet().await;
    let passed = points::passed_since(before, suite);
    person.goes_through(step.after(), suite).await;
    suite.wait_until_quiet().await;
    suite.restart().await;
    passed
}

/// Lets one person take the step in a process that dies at the point, and again in the next one.
/// Returns what became of the first answer.
async fn dies_at(point: &str, step: Step, suite: &mut Suite) -> &'static str {
    let mut person = Person::invent();
    start_for(step, &mut person, &format!("{point}=return"), suite).await;
    let answer = person.takes(step, suite).await;
    suite.release_outboxes().await;
    suite.wait_for_abort().await;

    suite.cut_waiting_short().await;
    suite.serve().await;
    let repeated = person.takes(step, suite).await;
    let repeated = repeated
        .unwrap_or_else(|status| suite.explain(&format!("{step:?} after {point}: {status:?}")));
    let first = match answer {
        Ok(answer) => {
            assert_eq!(answer, repeated, "{step:?} after {point}");
            "arrived"
        }
        Err(_) => "was lost",
    };
    person.prepares_after(step, suite).await;
    person.goes_through(step.after(), suite).await;
    outcome::logs_in_as_themselves(&mut person, suite).await;
    outcome::messages_agree(&person, suite);
    first
}

/// Takes a person to the step, and a new process that is armed. Events wait until they are let go,
/// so that in every run the same comes first. Returns how many lines the process has said.
async fn start_for(step: Step, person: &mut Person, failpoints: &str, suite: &mut Suite) -> usize {
    person.goes_through(step.before(), suite).await;
    suite.wait_until_quiet().await;
    suite.kill().await;
    suite.hold_outboxes().await;
    suite.serve_with(failpoints).await;
    suite.newest_log().lines().len()
}
