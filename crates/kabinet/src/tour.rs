//! A subscriber's journey, step by step: the calls, their answer, the message that arrived.

mod calls;
mod contacts;
mod contracts;
mod dashboard;
mod journal;
mod notices;
mod person;
mod recovery;
mod registration;
mod services;
mod sessions;
mod suite;

use kabinet_env::Env;
use kabinet_journey::Person;

use crate::{dev::ports::Ports, terminal};
use calls::Calls;
use contracts::Contracts;
use journal::Journal;
use person::Plans;
use suite::Suite;

/// The person who walks, what is around them, and what is said of it.
struct Tour {
    env: Env,
    suite: Suite,
    journal: Journal,
    person: Person,
    plans: Plans,
}

impl Tour {
    /// Takes apart what a step is made of.
    fn parts(&mut self) -> (&Suite, &mut Journal, &mut Person) {
        (&self.suite, &mut self.journal, &mut self.person)
    }
}

/// Walks the whole journey; the first step that does not go as it should ends it.
pub(crate) async fn walk(ports: Ports) -> anyhow::Result<()> {
    let env = Env::system();
    let calls = Calls::default();
    let (person, plans) = person::invent(&env);
    let mut tour = Tour {
        suite: Suite::new(ports, &calls)?,
        journal: Journal::new(calls),
        person,
        plans,
        env,
    };
    tour.registers().await?;
    tour.looks_at_empty_dashboard().await?;
    let mut contracts = Contracts::sell(ports, &mut tour).await?;
    let links = tour.adds_services(&contracts).await?;
    tour.looks_at_services(&mut contracts, &links).await?;
    tour.reads_notices().await?;
    tour.uses_sessions().await?;
    tour.recovers().await?;
    tour.takes_back_what_a_thief_changes().await?;
    let steps = tour.journal.steps();
    terminal::line(&format!("\nThe tour is complete: {steps} steps."));
    Ok(())
}
