//! `kabinet outbox`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, ensure};
use kabinet_env::Env;
use kabinet_outbox::{Parked, ParkedEvent};
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use crate::{
    command::configured::{Configured, configured},
    runtime,
    services::Selection,
    terminal,
};

/// Events that are read at a time.
const PAGE: u16 = 500;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Lists parked events: service, id, destination, what it is about, when it was appended, and why
    /// it is parked.
    ///
    /// REFUSED: its destination will not have it. UNREADABLE: nobody could read it, or its delivery
    /// failed by a defect at its fifth try or later. Often a newer version of one of both services has
    /// to run first.
    List(Which),
    /// Has parked events delivered again.
    Release(Chosen),
    /// Deletes parked events: what they tell will never have happened for their destination.
    Discard(Chosen),
}

#[derive(clap::Args)]
struct Which {
    /// Service whose outbox is meant.
    service: Selection,
    /// Configuration file (TOML); environment variables win over it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Chosen {
    #[command(flatten)]
    which: Which,
    /// Events that are meant, by the ids that `list` shows.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<Uuid>,
}

/// The outboxes that are meant, by their services' names.
type Outboxes = Vec<(&'static str, Parked)>;

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let which = match &arguments.action {
        Action::List(which) => which,
        Action::Release(chosen) | Action::Discard(chosen) => &chosen.which,
    };
    let configured = match configured(which.service, which.config.as_deref()) {
        Ok(configured) => configured,
        Err(refused) => return Ok(refused),
    };
    runtime::run(async {
        let outboxes = outboxes(&configured)?;
        match &arguments.action {
            Action::List(_) => list(&outboxes).await?,
            Action::Release(chosen) => release(&outboxes, &chosen.ids).await?,
            Action::Discard(chosen) => discard(&outboxes, &chosen.ids).await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn outboxes(configured: &Configured) -> anyhow::Result<Outboxes> {
    let services = configured.services.iter();
    let outboxes: Outboxes = services
        .filter_map(|service| Some((service.name(), service.parked()?)))
        .collect();
    ensure!(
        !outboxes.is_empty(),
        "the service tells others of no events: it has no outbox"
    );
    Ok(outboxes)
}

async fn list(outboxes: &Outboxes) -> anyhow::Result<()> {
    for (service, parked) in outboxes {
        let mut after = None;
        loop {
            let events = parked.list(after, PAGE).await.context(*service)?;
            show(service, &events)?;
            let Some(last) = events.last().filter(|_| events.len() == usize::from(PAGE)) else {
                break;
            };
            after = Some(last.id);
        }
    }
    Ok(())
}

async fn release(outboxes: &Outboxes, ids: &[Uuid]) -> anyhow::Result<()> {
    let now = Env::system().now();
    let mut left = ids.to_vec();
    for (service, parked) in outboxes {
        let released = parked.release(ids, now).await.context(*service)?;
        strike(&mut left, service, &released)?;
    }
    expect_none(&left)
}

async fn discard(outboxes: &Outboxes, ids: &[Uuid]) -> anyhow::Result<()> {
    let mut left = ids.to_vec();
    for (service, parked) in outboxes {
        let discarded = parked.discard(ids).await.context(*service)?;
        strike(&mut left, service, &discarded)?;
    }
    expect_none(&left)
}

/// Shows what was done before anything else can fail.
fn strike(left: &mut Vec<Uuid>, service: &str, done: &[ParkedEvent]) -> anyhow::Result<()> {
    left.retain(|id| done.iter().all(|event| event.id != *id));
    show(service, done)
}

fn show(service: &str, events: &[ParkedEvent]) -> anyhow::Result<()> {
    for event in events {
        let (id, to) = (event.id, &event.destination);
        let fact = event.fact.unwrap_or("unknown");
        let appended = event.create_time.format(&Rfc3339)?;
        let why = event.error_class.as_deref().unwrap_or("released");
        terminal::line(&format!("{service}\t{id}\t{to}\t{fact}\t{appended}\t{why}"));
    }
    Ok(())
}

fn expect_none(left: &[Uuid]) -> anyhow::Result<()> {
    let left: Vec<_> = left.iter().map(Uuid::to_string).collect();
    ensure!(left.is_empty(), "not parked: {}", left.join(", "));
    Ok(())
}
