use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use kabinet_env::Env;

use super::arena::Arena;
use super::cost::Cost;
use super::pool::{HashCount, Queued};

/// Cheap calls beside a storm of logins keep their answer times.
const NICENESS: i32 = 10;

/// Starts one thread, which ends when the pool is dropped.
pub(super) fn start(
    number: usize,
    jobs: Arc<Mutex<Receiver<Queued>>>,
    cost: Cost,
    env: Env,
    count: HashCount,
) {
    thread::Builder::new()
        .name(format!("password-{number}"))
        .spawn(move || {
            lower_priority();
            let mut arena = Arena::new(cost);
            while let Some(queued) = next(&jobs) {
                run(queued, &mut arena, &env, &count);
            }
        })
        .expect("a process that cannot start a thread cannot serve");
}

fn next(jobs: &Mutex<Receiver<Queued>>) -> Option<Queued> {
    let jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
    jobs.recv().ok()
}

pub(super) fn run(
    Queued { job, deadline }: Queued,
    arena: &mut Arena,
    env: &Env,
    count: &HashCount,
) {
    if job.answer.is_closed() || env.now() > deadline {
        return;
    }
    let hash = arena.hash(job.input.as_slice(), &job.salt, job.cost);
    count.increment();
    // Nobody waits any more: the hash is dropped and wiped.
    let _ = job.answer.send(hash);
}

/// On Linux the priority of the calling thread; elsewhere it would be that of the whole process.
#[cfg(target_os = "linux")]
fn lower_priority() {
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%error, "password threads keep the normal priority");
    }
}

#[cfg(not(target_os = "linux"))]
fn lower_priority() {
    tracing::debug!(
        NICENESS,
        "password threads keep the normal priority on this system"
    );
}
