//! How a peer behaves that does not do what it is asked.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kabinet_status::Refusal;
use tonic::Status;

/// Calls that identity makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rpc {
    Start,
    Resend,
    Switch,
    Check,
    Cancel,
    PersonalData,
    Contacts,
    Resolve,
    Activate,
    Event,
}

/// What a peer answers instead.
#[derive(Clone, Debug)]
pub(crate) enum By {
    Refusing(Refusal),
    Silence,
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
            None => Ok(()),
            Some(By::Silence) => Err(Status::unavailable("nobody is here")),
            Some(By::Refusing(refusal)) => Err(refusal.clone().into()),
        }
    }

    fn failing(&self) -> MutexGuard<'_, HashMap<Rpc, By>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
