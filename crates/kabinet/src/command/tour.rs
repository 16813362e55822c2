//! `kabinet tour`.

use std::process::ExitCode;

use crate::{dev::ports::Ports, runtime, tour};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// First of the ports of the suite to visit.
    #[arg(long, value_name = "PORT", default_value_t = Ports::BASE, value_parser = Ports::parse_base)]
    port_base: u16,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    runtime::run(tour::walk(Ports::new(arguments.port_base)))?;
    Ok(ExitCode::SUCCESS)
}
