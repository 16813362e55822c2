//! Runs the command to its end.

use std::process::{Command, Output};

/// Returns the command, in an environment that says nothing to it.
pub(crate) fn kabinet(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kabinet"));
    command.args(arguments).env_clear();
    // Where servers are looked for.
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin");
    command
}

/// Runs the command to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    kabinet(arguments).output().expect("the command was built")
}

/// Returns what a run printed to standard error.
pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
