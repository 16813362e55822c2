//! `kabinet migrate`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::anyhow;

use crate::{command::configured::configured, services::Selection, terminal};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Service whose schema is meant.
    service: Selection,
    /// Configuration file (TOML); environment variables win over it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let configured = match configured(arguments.service, arguments.config.as_deref()) {
        Ok(configured) => configured,
        Err(refused) => return Ok(refused),
    };
    let runtime = tokio::runtime::Runtime::new()?;
    for service in configured.services {
        runtime
            .block_on(service.migrate())
            .map_err(|error| anyhow!(error).context(format!("migrating {}", service.name())))?;
        terminal::line(&format!("{}: the schema is current", service.name()));
    }
    Ok(ExitCode::SUCCESS)
}
