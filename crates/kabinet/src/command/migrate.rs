//! `kabinet migrate`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::anyhow;

use crate::{
    command::configured::{Configured, configured},
    runtime,
    services::Selection,
    terminal,
};

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
    runtime::run(migrate(configured))?;
    Ok(ExitCode::SUCCESS)
}

async fn migrate(configured: Configured) -> anyhow::Result<()> {
    for service in configured.services {
        service
            .migrate()
            .await
            .map_err(|error| anyhow!(error).context(format!("migrating {}", service.name())))?;
        terminal::line(&format!("{}: the schema is current", service.name()));
    }
    Ok(())
}
