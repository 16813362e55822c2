//! Project tasks: `cargo xtask ci | contract | journey | prepare | tidy`.

mod ci;
mod contract;
mod journey;
mod prepare;
mod step;
mod tidy;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Kabinet's project tasks")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs everything that decides about landing.
    Ci,
    /// Checks that every piece of code stands in its room.
    Tidy,
    /// Walks the tour, the README's steps and the clients in other languages against `kabinet dev`.
    Journey,
    /// Writes the table of RPCs and the catalogue of reasons from the contracts.
    Contract {
        /// Changes nothing and fails where something is stale.
        #[arg(long)]
        check: bool,
    },
    /// Refreshes the checked-in descriptions of SQL statements.
    Prepare {
        /// Changes nothing and fails where something is stale.
        #[arg(long, conflicts_with = "service")]
        check: bool,
        /// Asks about one service only, while the others may not compile.
        #[arg(long)]
        service: Option<String>,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Ci => ci::run(),
        Task::Tidy => tidy::run(),
        Task::Journey => journey::walk(),
        Task::Contract { check: true } => contract::check(),
        Task::Contract { check: false } => contract::write(),
        Task::Prepare { check: true, .. } => prepare::check(),
        Task::Prepare { service, .. } => prepare::refresh(service.as_deref()),
    }
}

/// Returns the repository's root.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the crate stands two levels below the root")
        .to_path_buf()
}
