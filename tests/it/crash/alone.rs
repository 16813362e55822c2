//! A person who got no answer and went away: the account becomes active without them.

use super::points;
use crate::{
    outcome,
    person::{Person, Step},
    suite::Suite,
};

/// The account is written, nobody has been told.
const CALL_ENDS_HERE: &str = "peer.profile.ActivateDraft.before=return";

/// Dies at every point that the events pass on their way, once each.
pub(super) async fn run(expected: &[&str]) {
    let mut suite = Suite::start().await;
    let first = Person::invent();
    let before = leaves_events(first, points::TELL, &mut suite).await.1;
    suite.release_outboxes().await;
    suite.wait_until_quiet().await;
    let expected = points::expand(expected);
    let points = points::passed_since(before, &expected, &mut suite).await;
    assert_eq!(points, expected, "crash points of the outboxes");

    for (number, point) in points.iter().enumerate() {
        let arming = format!("{point}=return");
        let (mut person, _) = leaves_events(Person::invent(), &arming, &mut suite).await;
        suite.release_outboxes().await;
        suite.wait_for_abort().await;
        suite.cut_waiting_short().await;
        suite.serve().await;
        suite.wait_until_quiet().await;
        outcome::one_of_everything(number + 2, &suite).await;
        person
            .goes_through(std::iter::once(Step::Confirm), &suite)
            .await;
        outcome::logs_in_as_themselves(&mut person, &suite).await;
    }
    outcome::show("The outboxes alone", &points);
}

/// Lets a person confirm in a process that dies before it can tell anybody, and starts another one
/// that is armed. Returns how many lines that one has said.
async fn leaves_events(mut person: Person, failpoints: &str, suite: &mut Suite) -> (Person, usize) {
    person.goes_through(Step::Confirm.before(), suite).await;
    suite.wait_until_quiet().await;
    suite.kill().await;
    suite.hold_outboxes().await;
    suite.serve_with(CALL_ENDS_HERE).await;
    assert!(person.takes(Step::Confirm, suite).await.is_err());
    suite.wait_for_abort().await;
    suite.serve_with(failpoints).await;
    let said = suite.newest_log().lines().len();
    (person, said)
}
