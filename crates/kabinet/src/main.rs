//! The `kabinet` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    kabinet::run()
}
