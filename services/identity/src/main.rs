//! The identity service as a process of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    kabinet_server::run_main::<kabinet_identity::Server>()
}
