//! Reads the configuration of the services that a command is about.

use std::{path::Path, process::ExitCode};

use kabinet_config::{EXIT_CODE_CONFIG, Setting, Sources};
use kabinet_telemetry::TelemetryConfig;

use crate::{
    services::{Loaded, Selection},
    terminal,
};

/// Services and telemetry, as they are configured.
pub(crate) struct Configured {
    pub(crate) services: Vec<Box<dyn Loaded>>,
    pub(crate) telemetry: TelemetryConfig,
    pub(crate) effective: Vec<Setting>,
}

/// Reads file and environment; a configuration with mistakes is told whole, and is an exit code.
pub(crate) fn configured(
    selection: Selection,
    file: Option<&Path>,
) -> Result<Configured, ExitCode> {
    match Sources::read(file) {
        Ok(sources) => from_sources(selection, &sources),
        Err(error) => Err(refuse(&format!("{:#}", anyhow::Error::new(error)))),
    }
}

/// Reads what the sources say.
pub(crate) fn from_sources(
    selection: Selection,
    sources: &Sources,
) -> Result<Configured, ExitCode> {
    sources.ignore_sections(&selection.foreign_sections());
    let mut reader = sources.section("telemetry");
    let telemetry = TelemetryConfig::read(&mut reader);
    reader.finish();
    let services = selection
        .names()
        .into_iter()
        .map(|name| name.load(sources))
        .collect();
    match sources.check() {
        Ok(()) => Ok(Configured {
            services,
            telemetry,
            effective: sources.effective(),
        }),
        Err(report) => Err(refuse(&report.to_string())),
    }
}

fn refuse(text: &str) -> ExitCode {
    terminal::error(text);
    ExitCode::from(EXIT_CODE_CONFIG)
}
