//! A subscriber's journey, step by step: the call, its answer, the message that arrived.

mod journal;
mod person;
mod registration;
mod sessions;

use crate::{client::Suite, dev::ports::Ports, terminal};
use journal::Journal;
use person::Person;

/// Walks the whole journey; the first step that does not go as it should ends it.
pub(crate) async fn walk(ports: Ports) -> anyhow::Result<()> {
    let suite = Suite::new(ports)?;
    let person = Person::invent();
    let mut journal = Journal::default();
    let grant = registration::walk(&suite, &person, &mut journal).await?;
    sessions::walk(&suite, &person, &grant, &mut journal).await?;
    terminal::line(&format!(
        "\nThe tour is complete: {} steps.",
        journal.steps()
    ));
    Ok(())
}
