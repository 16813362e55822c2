//! Verification's codes: one for everybody, and real proofs.

mod answers;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use kabinet_env::{Env, id::VerificationId};
use kabinet_proto::verification::v1::{Binding, Destination, StartVerificationRequest};
use kabinet_status::Refusal;
use time::OffsetDateTime;
use tonic::Status;

use super::Forgery;

/// The code of every message.
pub(crate) const CODE: &str = "482913";

/// The part of verification that issues codes.
#[derive(Clone)]
pub(crate) struct FakeCodes {
    env: Env,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Requests to start, in order.
    starts: Vec<StartVerificationRequest>,
    /// Addresses of the messages, in order.
    sent: Vec<String>,
    handles: HashMap<String, String>,
    live: HashMap<String, Live>,
    failing: HashMap<Rpc, By>,
    forgery: Option<Forgery>,
}

struct Live {
    id: VerificationId,
    binding: Binding,
    destination: Destination,
    expire_time: OffsetDateTime,
    resend_time: OffsetDateTime,
    attempts_left: i32,
    approved: Option<String>,
}

/// Calls that profile makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rpc {
    Start,
    Resend,
    Check,
    Keys,
}

/// What verification does instead of answering.
#[derive(Clone, Debug)]
pub(crate) enum By {
    Refusing(Refusal),
    Silence,
    /// It does what it is asked, and the answer is lost.
    LosingAnswers,
}

impl FakeCodes {
    pub(super) fn new(env: Env) -> Self {
        Self {
            env,
            state: Arc::default(),
        }
    }

    /// Returns the requests to start so far.
    pub(crate) fn starts(&self) -> Vec<StartVerificationRequest> {
        self.state().starts.clone()
    }

    /// Returns the addresses that codes were sent to.
    pub(crate) fn sent(&self) -> Vec<String> {
        self.state().sent.clone()
    }

    /// Returns the verifications that began.
    pub(crate) fn ids(&self) -> Vec<VerificationId> {
        self.state().live.values().map(|live| live.id).collect()
    }

    /// Fails the call from now on.
    pub(crate) fn fails(&self, rpc: Rpc, by: By) {
        self.state().failing.insert(rpc, by);
    }

    /// Answers everything again.
    pub(crate) fn recovers(&self) {
        let mut state = self.state();
        state.failing.clear();
        state.forgery = None;
    }

    /// Signs proofs with something wrong from now on.
    pub(crate) fn forges(&self, forgery: Forgery) {
        self.state().forgery = Some(forgery);
    }

    /// Forgets every verification, as an emptied Redis does.
    pub(crate) fn forgets(&self) {
        self.state().live.clear();
    }

    fn fail(&self, rpc: Rpc) -> Result<(), Status> {
        match self.state().failing.get(&rpc) {
            None | Some(By::LosingAnswers) => Ok(()),
            Some(By::Silence) => Err(Status::unavailable("nobody is here")),
            Some(By::Refusing(refusal)) => Err(refusal.clone().into()),
        }
    }

    /// Loses the answer to a call that had its effect.
    fn answer<T>(&self, rpc: Rpc, answer: T) -> Result<T, Status> {
        match self.state().failing.get(&rpc) {
            Some(By::LosingAnswers) => Err(Status::unavailable("the connection broke")),
            None | Some(By::Silence | By::Refusing(_)) => Ok(answer),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}
