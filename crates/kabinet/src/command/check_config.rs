//! `kabinet check-config`.

use std::{path::PathBuf, process::ExitCode};

use crate::{command::configured::configured, services::Selection, terminal};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Service whose configuration is meant.
    service: Selection,
    /// Configuration file (TOML); environment variables win over it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let configured = match configured(arguments.service, arguments.config.as_deref()) {
        Ok(configured) => configured,
        Err(refused) => return refused,
    };
    for setting in configured.effective {
        terminal::line(&setting.to_string());
    }
    ExitCode::SUCCESS
}
