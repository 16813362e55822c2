//! Project tasks: `cargo xtask ci | tidy | prepare`.

mod ci;
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
    /// Refreshes the checked-in descriptions of SQL statements.
    Prepare {
        /// Changes nothing and fails where something is stale.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Ci => ci::run(),
        Task::Tidy => tidy::run(),
        Task::Prepare { check: false } => prepare::refresh(),
        Task::Prepare { check: true } => prepare::check(),
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
