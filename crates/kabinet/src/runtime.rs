//! Runs the asynchronous part of a command.

use std::time::Duration;

/// How long work that cannot be cancelled, such as a name look-up, keeps the process.
const LEFTOVER_TIMEOUT: Duration = Duration::from_secs(1);

/// Runs work to its end on a runtime of its own.
pub(crate) fn run<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Runtime::new()?;
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(LEFTOVER_TIMEOUT);
    done
}
