//! Judges passwords, which takes milliseconds, beside the async workers.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use tokio::sync::Semaphore;

use super::App;
use crate::domain::password::Password;
use crate::domain::password_policy::{Assessment, PasswordPolicy};

/// The policy, and how many may be judged by it at a time.
pub(crate) struct Judge {
    pub(crate) policy: Arc<PasswordPolicy>,
    turns: Arc<Semaphore>,
}

impl Judge {
    /// Leaves one core free for cheap calls.
    pub(crate) fn new(policy: PasswordPolicy) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            policy: Arc::new(policy),
            turns: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
        }
    }
}

impl App {
    /// Judges a password that stands beside a login name.
    pub(super) async fn assess(&self, password: &Password, login: &str) -> Assessment {
        let turns = Arc::clone(&self.judge.turns);
        let turn = turns.acquire_owned().await.expect("turns never end");
        let policy = Arc::clone(&self.judge.policy);
        let (password, login) = (password.clone(), login.to_owned());
        let judged = tokio::task::spawn_blocking(move || {
            // Kept to the end of the work: whoever hangs up makes no room for more of it.
            let _turn = turn;
            policy.assess(&password, &login)
        });
        judged.await.expect("a test feeds the rules with anything")
    }
}
