//! The command line that every service shares.

use std::error::Error;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use kabinet_config::{EXIT_CODE_CONFIG, Sources};
use kabinet_env::Env;
use kabinet_telemetry::TelemetryConfig;

use crate::{BoxError, Service, bind, cancelled_by_signals};

/// How long blocking work may go on that nobody waits for.
const LEFTOVER_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Configuration file (TOML); environment variables win over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Command {
    /// Serves until SIGTERM or SIGINT.
    Serve,
    /// Brings the schema to this version, then ends.
    Migrate,
    /// Prints the effective configuration with its secrets masked, then ends.
    CheckConfig,
}

/// Runs the service's binary.
pub fn run_main<S: Service>() -> ExitCode {
    let arguments = Arguments::parse();
    // The only provider that is compiled in; a second installation would change nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sources = match Sources::read(arguments.config.as_deref()) {
        Ok(sources) => sources,
        Err(error) => return refuse_configuration(&chain(&error)),
    };
    let telemetry = read_telemetry(&sources);
    let config = S::read_config(&sources);
    if let Err(report) = sources.check() {
        return refuse_configuration(&report.to_string());
    }
    let ran = match arguments.command {
        Command::CheckConfig => print_effective(&sources).map_err(BoxError::from),
        Command::Migrate => in_runtime(run(&telemetry, S::NAME, S::migrate(&config))),
        Command::Serve => in_runtime(run(&telemetry, S::NAME, serve::<S>(config))),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&chain(&*error));
            ExitCode::FAILURE
        }
    }
}

fn read_telemetry(sources: &Sources) -> TelemetryConfig {
    let mut reader = sources.section("telemetry");
    let telemetry = TelemetryConfig::read(&mut reader);
    reader.finish();
    telemetry
}

fn print_effective(sources: &Sources) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    for setting in sources.effective() {
        writeln!(stdout, "{setting}")?;
    }
    Ok(())
}

fn in_runtime(work: impl Future<Output = Result<(), BoxError>>) -> Result<(), BoxError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(work);
    // Dropping it waits for blocking work without end, such as a name that nobody resolves.
    runtime.shutdown_timeout(LEFTOVER_TIMEOUT);
    done
}

async fn run(
    telemetry: &TelemetryConfig,
    name: &'static str,
    work: impl Future<Output = Result<(), BoxError>>,
) -> Result<(), BoxError> {
    let guard = kabinet_telemetry::init(telemetry, name)?;
    let done = work.await;
    guard.shutdown().await;
    done
}

async fn serve<S: Service>(config: S::Config) -> Result<(), BoxError> {
    let token = cancelled_by_signals()?;
    let listener = bind(S::server_config(&config).listen).await?;
    S::start(config, Env::system(), listener, token).await
}

fn refuse_configuration(text: &str) -> ExitCode {
    say(text);
    ExitCode::from(EXIT_CODE_CONFIG)
}

fn say(text: &str) {
    // Nobody is left to tell when even this fails.
    let _ = writeln!(io::stderr(), "{}", text.trim_end());
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn blocking_work_does_not_keep_the_process() {
        let (finish, finished) = mpsc::channel::<()>();
        let (told, ended) = mpsc::channel();
        std::thread::spawn(move || {
            let done = in_runtime(async {
                tokio::task::spawn_blocking(move || finished.recv());
                Ok(())
            });
            told.send(done.is_ok())
        });
        let ended = ended.recv_timeout(Duration::from_secs(10));
        drop(finish);
        assert_eq!(ended, Ok(true));
    }
}
