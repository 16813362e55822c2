//! `kabinet serve`.

use std::{path::PathBuf, process::ExitCode};

use kabinet_env::Env;
use kabinet_server::{bind, cancelled_by_signals};

use crate::{
    command::configured::{Configured, configured},
    runtime,
    services::{self, Selection},
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Service to serve.
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
    let _armed = kabinet_env::crash::arm();
    runtime::run(serve(configured))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(configured: Configured) -> anyhow::Result<()> {
    let guard = kabinet_telemetry::init(&configured.telemetry, "kabinet")?;
    let served = serve_all(configured).await;
    guard.shutdown().await;
    served
}

async fn serve_all(configured: Configured) -> anyhow::Result<()> {
    let token = cancelled_by_signals()?;
    let mut listening = Vec::new();
    for service in configured.services {
        let listener = bind(service.listen()).await?;
        listening.push((service, listener));
    }
    services::serve(listening, &Env::system(), &token).await
}
