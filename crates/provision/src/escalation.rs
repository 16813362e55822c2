use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How often a wait looks again.
pub(crate) const POLL: Duration = Duration::from_millis(10);

/// Signals that end a server, each with the time it is given, from polite to certain.
pub(crate) type Escalation = &'static [(Signal, Duration)];

/// Signals until `gone` says so.
pub(crate) fn signal_until(
    pid: Pid,
    escalation: Escalation,
    mut gone: impl FnMut() -> bool,
) -> Option<()> {
    escalation.iter().find_map(|&(signal, patience)| {
        // A process that has just ended cannot be signalled, and `gone` will say so.
        let _ = kill_process(pid, signal);
        let end = Instant::now() + patience;
        loop {
            if gone() {
                return Some(());
            }
            if Instant::now() >= end {
                return None;
            }
            thread::sleep(POLL);
        }
    })
}
