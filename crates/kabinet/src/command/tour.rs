//! `kabinet tour`.

use std::process::ExitCode;

use crate::{
    dev::{self, ports::Ports},
    tour,
};

/// Base of the ports when the tour starts the suite itself, away from one that runs already.
const OWN_BASE: u16 = 17_100;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// First of the ports of the suite to visit.
    #[arg(long, value_name = "PORT", value_parser = Ports::parse_base)]
    port_base: Option<u16>,
    /// Starts a suite for the tour and removes it afterwards.
    #[arg(long)]
    start: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.start {
        let ports = Ports::new(arguments.port_base.unwrap_or(OWN_BASE));
        return dev::visit(ports, || tour::walk(ports));
    }
    let ports = Ports::new(arguments.port_base.unwrap_or(Ports::BASE));
    let walked = tokio::runtime::Runtime::new()?.block_on(tour::walk(ports));
    walked.map(|()| ExitCode::SUCCESS)
}
