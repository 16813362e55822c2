//! A `kabinet dev` of our own.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Stdio},
};

use anyhow::{Context as _, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::step;

/// Line that says that everything runs.
const READY: &str = "Kabinet is ready.";

/// A suite that runs; dropping it ends it the hard way.
pub(super) struct Suite {
    process: Child,
}

impl Suite {
    /// Starts a suite and waits until it says that it is ready.
    pub(super) fn start(directory: &Path, port_base: u16) -> anyhow::Result<Self> {
        step::run(
            "build",
            step::cargo(&["build", "--quiet", "--bin", "kabinet"]),
        )?;
        let base = port_base.to_string();
        let mut command = step::command("target/debug/kabinet", &["dev", "--port-base", &base]);
        command
            .arg("--directory")
            .arg(directory)
            .stdout(Stdio::piped());
        let mut process = command.spawn().context("kabinet dev cannot be started")?;
        let stdout = process.stdout.take().context("no standard output")?;
        let suite = Self { process };
        let ready = BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .any(|line| line == READY);
        ensure!(ready, "kabinet dev ended before it was ready");
        Ok(suite)
    }

    /// Ends the suite as Ctrl-C does; it has to end well.
    pub(super) fn stop(mut self) -> anyhow::Result<()> {
        kill_process(Pid::from_child(&self.process), Signal::INT)?;
        let status = self.process.wait()?;
        ensure!(status.success(), "kabinet dev ended with {status}");
        Ok(())
    }
}

impl Drop for Suite {
    fn drop(&mut self) {
        // It has ended already, unless a step failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
