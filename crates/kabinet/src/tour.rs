//! A subscriber's journey, step by step: the call, its answer, the message that arrived.

mod contacts;
mod contracts;
mod dashboard;
mod journal;
mod message;
mod notices;
mod person;
mod recovery;
mod registration;
mod services;
mod sessions;

use crate::{client::Suite, dev::ports::Ports, terminal};
use contracts::Contracts;
use journal::Journal;
use person::Person;
use registration::Registered;

/// Walks the whole journey; the first step that does not go as it should ends it.
pub(crate) async fn walk(ports: Ports) -> anyhow::Result<()> {
    let suite = Suite::new(ports)?;
    let person = Person::invent();
    let mut journal = Journal::default();
    let registered = registration::walk(&suite, &person, &mut journal).await?;
    add_services(ports, &suite, &person, &registered, &mut journal).await?;
    sessions::walk(&suite, &person, &registered.grant, &mut journal).await?;
    let recovered = recovery::walk(&suite, &person, &mut journal).await?;
    contacts::walk(&suite, &person, &recovered, &mut journal).await?;
    terminal::line(&format!(
        "\nThe tour is complete: {} steps.",
        journal.steps()
    ));
    Ok(())
}

/// Adds services, looks at them, and reads what the person was told about it.
async fn add_services(
    ports: Ports,
    suite: &Suite,
    person: &Person,
    registered: &Registered,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let suite = suite.logged_in(&registered.grant.access_token)?;
    dashboard::look_while_empty(&suite, journal).await?;
    let mut contracts = Contracts::sell(ports, person, journal).await?;
    let links = services::walk(&suite, person, &contracts, journal).await?;
    dashboard::walk(&suite, person, &mut contracts, &links, journal).await?;
    notices::walk(&suite, person, &registered.message, journal).await
}
