//! Runs one command of a task and tells how long it took.

use std::{
    fs::File,
    io::{self, Seek as _},
    process::{Child, Command},
    time::Instant,
};

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

/// A command that runs beside others and says nothing before it has ended; it ends with this.
pub(crate) struct Beside {
    name: &'static str,
    child: Child,
    said: File,
    start: Instant,
}

/// Starts a command that runs beside what follows.
pub(crate) fn beside(name: &'static str, mut command: Command) -> anyhow::Result<Beside> {
    let said = tempfile::tempfile()?;
    command.stdout(said.try_clone()?).stderr(said.try_clone()?);
    let child = command
        .spawn()
        .with_context(|| format!("{name} cannot be started"))?;
    Ok(Beside {
        name,
        child,
        said,
        start: Instant::now(),
    })
}

impl Beside {
    /// Waits for the end and shows what the command has said; fails when it does.
    #[expect(
        clippy::print_stderr,
        reason = "a task talks to the person who runs it"
    )]
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        let name = self.name;
        eprintln!("── {name}");
        let status = self.child.wait()?;
        self.said.rewind()?;
        io::copy(&mut self.said, &mut io::stderr())?;
        ensure!(status.success(), "{name} failed: {status}");
        let seconds = self.start.elapsed().as_secs();
        eprintln!("── {name}: {seconds} s since its start beside others");
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // It has ended already, unless another step failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the time that a file gets when it is touched.
#[expect(
    clippy::disallowed_methods,
    reason = "the compiler compares files by the real clock"
)]
pub(crate) fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}
