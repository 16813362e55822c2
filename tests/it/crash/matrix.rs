//! Tries every crash point of one step.

use std::fmt::Write as _;

use super::{outcome, points};
use crate::{
    person::{Person, Step},
    suite::Suite,
};

/// Finds the points of the step, dies at each of them once and checks what came of it.
pub(super) async fn run(step: Step) {
    let mut suite = Suite::start().await;
    let points = points::passed_by(step, &mut suite).await;
    assert!(!points.is_empty(), "{step:?} passes no crash point");
    let mut people = 1;
    let mut table = format!("{step:?}\n");
    for point in &points {
        suite.restart().await;
        let first = dies_at(point, step, &mut suite).await;
        people += 1;
        writeln!(table, "  {point:<55} first answer: {first}").unwrap();
    }
    suite.wait_until_quiet().await;
    outcome::one_of_everything(people, &suite).await;
    show(&table);
}

/// Lets one person take the step in a process that dies at the point, and again in the next one.
/// Returns what became of the first call.
async fn dies_at(point: &str, step: Step, suite: &mut Suite) -> &'static str {
    let mut person = Person::invent();
    person.goes_through(step.before(), suite).await;
    suite.kill().await;

    suite.serve_with(&format!("{point}=return")).await;
    let answer = person.takes(step, suite).await;
    suite.wait_for_abort().await;

    suite.serve().await;
    let repeated = person.takes(step, suite).await;
    let repeated = repeated
        .unwrap_or_else(|status| suite.explain(&format!("{step:?} after {point}: {status:?}")));
    let first = match answer {
        Ok(answer) => {
            assert_eq!(answer, repeated, "{step:?} after {point}");
            "arrived"
        }
        Err(_) => "lost",
    };
    person.prepares_after(step, suite).await;
    person.goes_through(step.after(), suite).await;
    outcome::logs_in_as_themselves(&mut person, suite).await;
    outcome::messages_agree(&person, suite);
    first
}

/// Prints what was tried; `cargo test -p tests -- --nocapture crash` shows it.
#[expect(
    clippy::print_stdout,
    reason = "the table is for whoever runs the test"
)]
fn show(table: &str) {
    println!("{table}");
}
