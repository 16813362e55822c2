//! How a peer behaves that does not do what it is asked.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kabinet_status::Refusal;
use tonic::Status;

/// What a peer does instead of answering.
#[derive(Clone, Debug)]
pub enum By {
    /// It refuses.
    Refusing(Refusal),
    /// It is not there.
    Silence,
    /// It does what it is asked, and the answer is lost.
    LosingAnswers,
}

/// The calls that fail until the peer recovers.
#[derive(Debug)]
pub struct Failures<C> {
    failing: Mutex<HashMap<C, By>>,
}

impl<C> Default for Failures<C> {
    fn default() -> Self {
        Self {
            failing: Mutex::default(),
        }
    }
}

impl<C: Copy + Eq + Hash> Failures<C> {
    /// Fails the call from now on.
    pub fn begin(&self, call: C, by: By) {
        self.failing().insert(call, by);
    }

    /// Fails no call any more.
    pub fn end(&self) {
        self.failing().clear();
    }

    /// Refuses a call before it has its effect.
    pub fn check(&self, call: C) -> Result<(), Status> {
        match self.failing().get(&call) {
            None | Some(By::LosingAnswers) => Ok(()),
            Some(By::Silence) => Err(Status::unavailable("nobody is here")),
            Some(By::Refusing(refusal)) => Err(refusal.clone().into()),
        }
    }

    /// Loses the answer to a call that had its effect.
    pub fn answer<T>(&self, call: C, answer: T) -> Result<T, Status> {
        match self.failing().get(&call) {
            Some(By::LosingAnswers) => Err(Status::unavailable("the connection broke")),
            None | Some(By::Silence | By::Refusing(_)) => Ok(answer),
        }
    }

    fn failing(&self) -> MutexGuard<'_, HashMap<C, By>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
