use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kabinet_env::Env;
use time::OffsetDateTime;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::cost::{Cost, HASH_LENGTH};
use super::{Error, worker};

/// A full queue of 128 hashes is done in about two seconds on one core.
pub(super) const OVERLOADED: Error = Error::Overloaded {
    retry_after: Duration::from_secs(2),
};

/// How large the pool is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) threads: usize,
    pub(crate) queue: usize,
    /// How long a job may wait for a thread.
    pub(crate) wait: Duration,
}

/// The threads that hash, and the queue before them.
pub(super) struct Pool {
    queue: SyncSender<Queued>,
    wait: Duration,
    env: Env,
    count: HashCount,
}

/// Counts the password hashes of one server.
#[derive(Clone, Debug, Default)]
pub struct HashCount(Arc<AtomicU64>);

impl HashCount {
    /// Returns how many hashes were computed since the start.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn increment(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// One hash to compute.
pub(super) struct Job {
    pub(super) input: Zeroizing<[u8; 32]>,
    pub(super) salt: Vec<u8>,
    pub(super) cost: Cost,
    pub(super) answer: oneshot::Sender<Zeroizing<[u8; HASH_LENGTH]>>,
}

/// A job with the time after which nobody waits for it.
pub(super) struct Queued {
    pub(super) job: Job,
    pub(super) deadline: OffsetDateTime,
}

impl Job {
    pub(super) fn new(
        input: Zeroizing<[u8; 32]>,
        salt: Vec<u8>,
        cost: Cost,
    ) -> (Self, oneshot::Receiver<Zeroizing<[u8; HASH_LENGTH]>>) {
        let (answer, receiver) = oneshot::channel();
        (
            Self {
                input,
                salt,
                cost,
                answer,
            },
            receiver,
        )
    }
}

impl Pool {
    pub(super) fn start(sizes: Sizes, cost: Cost, env: &Env) -> Self {
        let (pool, jobs) = Self::without_threads(sizes, env.clone());
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..sizes.threads {
            worker::start(
                number,
                Arc::clone(&jobs),
                cost,
                env.clone(),
                pool.hash_count(),
            );
        }
        pool
    }

    pub(super) fn without_threads(sizes: Sizes, env: Env) -> (Self, Receiver<Queued>) {
        let (queue, jobs) = sync_channel(sizes.queue);
        let pool = Self {
            queue,
            wait: sizes.wait,
            env,
            count: HashCount::default(),
        };
        (pool, jobs)
    }

    pub(super) fn hash_count(&self) -> HashCount {
        self.count.clone()
    }

    pub(super) fn submit(&self, job: Job) -> Result<(), Error> {
        let deadline = self.env.now() + self.wait;
        match self.queue.try_send(Queued { job, deadline }) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => Err(OVERLOADED),
            Err(TrySendError::Disconnected(_)) => {
                unreachable!("the workers end only after this sender is gone")
            }
        }
    }
}
