//! Tries every crash point of one call.

use super::{points, scene::Scene};
use crate::{
    outcome,
    suite::{Layout, Suite},
};

/// Finds the points of the call, dies at each of them once and checks what came of it.
pub(super) async fn run<S: Scene>(name: &str, expected: &[&str], scene: impl Fn() -> S) {
    let mut suite = Suite::start_with(Layout::Together, S::SETTINGS).await;
    let expected = points::expand(expected);
    let points = points_of(scene(), &expected, &mut suite).await;
    assert_eq!(points, expected, "crash points of {name}");
    let mut tried = Vec::new();
    for point in &points {
        let first = dies_at(point, scene(), &mut suite).await;
        tried.push(format!("{point:<48} first answer {first}"));
    }
    suite.wait_until_quiet().await;
    // The first one is who the points were found with.
    S::stands_after(1 + points.len(), &suite).await;
    outcome::show(name, &tried);
}

/// Makes the call in a process of its own that tells the points that it passes.
async fn points_of(mut scene: impl Scene, expected: &[String], suite: &mut Suite) -> Vec<String> {
    let before = start_for(&mut scene, points::TELL, suite).await;
    let answer = scene.calls(suite).await;
    answer.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
    suite.release_outboxes().await;
    suite.wait_until_quiet().await;
    let passed = points::passed_since(before, expected, suite).await;
    scene.ends(suite).await;
    passed
}

/// Makes the call in a process that dies at the point, and again in the next one. Returns what
/// became of the first answer.
async fn dies_at(point: &str, mut scene: impl Scene, suite: &mut Suite) -> &'static str {
    start_for(&mut scene, &format!("{point}=return"), suite).await;
    let answer = scene.calls(suite).await;
    suite.release_outboxes().await;
    suite.wait_for_abort().await;

    suite.cut_waiting_short().await;
    suite.serve().await;
    let repeated = scene.calls(suite).await;
    let repeated =
        repeated.unwrap_or_else(|status| suite.explain(&format!("after {point}: {status:?}")));
    let first = match answer {
        Ok(answer) => {
            assert_eq!(answer, repeated, "after {point}");
            "arrived"
        }
        Err(_) => "was lost",
    };
    scene.ends(suite).await;
    first
}

/// Goes as far as the call, and to a new process that is armed. Events wait until they are let go,
/// so that in every run the same comes first. Returns how many lines the process has said.
async fn start_for(scene: &mut impl Scene, failpoints: &str, suite: &mut Suite) -> usize {
    scene.begins(suite).await;
    suite.wait_until_quiet().await;
    suite.kill().await;
    suite.hold_outboxes().await;
    suite.serve_with(failpoints).await;
    suite.newest_log().lines().len()
}
