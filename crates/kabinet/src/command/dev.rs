//! `kabinet dev`.

use std::{path::PathBuf, process::ExitCode};

use crate::dev::{self, ports::Ports};

/// Directory that holds the data of `kabinet dev`.
pub(crate) const DIRECTORY: &str = ".kabinet";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Starts over: earlier data are removed.
    #[arg(long)]
    fresh: bool,
    /// First of the ports: identity listens one above it, and so on.
    #[arg(long, value_name = "PORT", default_value_t = Ports::BASE, value_parser = Ports::parse_base)]
    port_base: u16,
    /// Directory for data, keys and sockets.
    #[arg(long, value_name = "DIR", default_value = DIRECTORY)]
    directory: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let plan = dev::Plan {
        directory: std::path::absolute(&arguments.directory)?,
        ports: Ports::new(arguments.port_base),
        start: if arguments.fresh {
            dev::Start::Over
        } else {
            dev::Start::WithEarlierData
        },
    };
    dev::run(plan)
}
