//! The subscriptions service as a process of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    kabinet_server::run_main::<kabinet_subscriptions::Server>()
}
