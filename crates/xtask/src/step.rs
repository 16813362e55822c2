//! Runs one command of a task and tells how long it took.

use std::{process::Command, time::Instant};

use anyhow::{Context as _, ensure};

/// Starts a command in the repository's root.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(crate::root());
    command
}

/// Starts cargo with statements checked against their checked-in descriptions.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = command("cargo", arguments);
    command.env("SQLX_OFFLINE", "true");
    command
}

/// Runs a command to its end; fails when it does.
#[expect(
    clippy::print_stderr,
    reason = "a task talks to the person who runs it"
)]
pub(crate) fn run(name: &str, mut command: Command) -> anyhow::Result<()> {
    eprintln!("── {name}");
    let start = Instant::now();
    let status = command.status().with_context(|| {
        format!(
            "{name}: {} cannot be started",
            command.get_program().display()
        )
    })?;
    ensure!(status.success(), "{name} failed: {status}");
    eprintln!("── {name}: {} s", start.elapsed().as_secs());
    Ok(())
}

/// Returns the time that a file gets when it is touched.
#[expect(
    clippy::disallowed_methods,
    reason = "the compiler compares files by the real clock"
)]
pub(crate) fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}
