//! How a peer behaves that does not do what it is asked.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kabinet_status::Refusal;
use tokio::sync::Notify;
use tonic::Status;

/// Calls that identity makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rpc {
    Start,
    Resend,
    Switch,
    Check,
    Cancel,
    ProofKeys,
    PersonalData,
    Contacts,
    Resolve,
    ResolveContacts,
    MatchPersonalData,
    Activate,
    Event,
    Notify,
}

/// What a peer answers instead.
#[derive(Clone, Debug)]
pub(crate) enum By {
    Refusing(Refusal),
    Silence,
    /// It does what it is asked, and the answer is lost.
    LosingAnswers,
}

/// The calls that fail until the peer recovers.
#[derive(Debug, Default)]
pub(super) struct Failures {
    failing: Mutex<HashMap<Rpc, By>>,
}

impl Failures {
    pub(super) fn begin(&self, rpc: Rpc, by: By) {
        self.failing().insert(rpc, by);
    }

    pub(super) fn end(&self) {
        self.failing().clear();
    }

    pub(super) fn check(&self, rpc: Rpc) -> Result<(), Status> {
        match self.failing().get(&rpc) {
            None | Some(By::LosingAnswers) => Ok(()),
            Some(By::Silence) => Err(Status::unavailable("nobody is here")),
            Some(By::Refusing(refusal)) => Err(refusal.clone().into()),
        }
    }

    /// Loses the answer to a call that had its effect.
    pub(super) fn answer<T>(&self, rpc: Rpc, answer: T) -> Result<T, Status> {
        match self.failing().get(&rpc) {
            Some(By::LosingAnswers) => Err(Status::unavailable("the connection broke")),
            None | Some(By::Silence | By::Refusing(_)) => Ok(answer),
        }
    }

    fn failing(&self) -> MutexGuard<'_, HashMap<Rpc, By>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that waits on its way until the test lets it arrive.
#[derive(Debug, Default)]
pub(crate) struct Held {
    underway: Notify,
    released: Notify,
}

impl Held {
    /// Waits until the call is on its way.
    pub(crate) async fn is_underway(&self) {
        self.underway.notified().await;
    }

    /// Lets the call arrive.
    pub(crate) fn arrives(&self) {
        self.released.notify_one();
    }

    pub(super) async fn pass(&self) {
        self.underway.notify_one();
        self.released.notified().await;
    }
}
