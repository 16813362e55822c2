//! Verification without messages: one code for everybody, real proofs.

mod answers;
mod proofs;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kabinet_env::Env;
use kabinet_env::id::VerificationId;
use kabinet_proto::types::v1::{Channel, ClientContext};
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::verification_service_server::VerificationServiceServer;
use time::OffsetDateTime;

use crate::{By, Failures};

pub use proofs::{Forgery, sign_action};

/// Calls that those make who want codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeCall {
    /// `StartVerification`.
    Start,
    /// `ResendCode`.
    Resend,
    /// `SwitchChannel`.
    Switch,
    /// `CheckCode`.
    Check,
    /// `CancelVerification`.
    Cancel,
    /// `GetProofKeys`.
    Keys,
}

/// What verification was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the contract documents the calls")]
pub enum Asked {
    Start {
        channel: Channel,
        address: String,
        suppress: bool,
    },
    Resend,
    Switch {
        channel: Channel,
        address: String,
        suppress: bool,
    },
    Check,
    Cancel,
}

/// The part of verification that issues codes, for one service that wants them.
#[derive(Clone)]
pub struct FakeCodes {
    inner: Arc<Inner>,
}

struct Inner {
    env: Env,
    audience: &'static str,
    failures: Failures<CodeCall>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    asked: Vec<Asked>,
    clients: Vec<(CodeCall, ClientContext)>,
    starts: Vec<pb::StartVerificationRequest>,
    switches: Vec<pb::SwitchChannelRequest>,
    /// Addresses of the messages.
    sent: Vec<String>,
    /// Handles by request.
    handles: HashMap<String, String>,
    /// What was started under a request.
    bodies: HashMap<String, Body>,
    live: HashMap<String, Live>,
    forgery: Option<Forgery>,
}

/// What of a request has to be the same when it is repeated.
type Body = (Option<pb::Binding>, Option<pb::Destination>, bool, bool);

struct Live {
    id: VerificationId,
    binding: pb::Binding,
    destination: pb::Destination,
    suppress: bool,
    expire_time: OffsetDateTime,
    resend_time: OffsetDateTime,
    attempts_left: i32,
    approved: Option<String>,
    canceled: bool,
}

impl FakeCodes {
    /// The code of every message.
    pub const CODE: &'static str = "482913";
    /// Pause between two messages of a code.
    pub const PAUSE: Duration = Duration::from_mins(1);

    /// Issues codes to the service of this name alone; its proofs are for that one.
    pub fn new(env: Env, audience: &'static str) -> Self {
        Self {
            inner: Arc::new(Inner {
                env,
                audience,
                failures: Failures::default(),
                state: Mutex::default(),
            }),
        }
    }

    /// Returns the gRPC service.
    pub fn service(&self) -> VerificationServiceServer<Self> {
        VerificationServiceServer::new(self.clone())
    }

    /// Returns what was asked for so far, repeats included.
    pub fn asked(&self) -> Vec<Asked> {
        self.state().asked.clone()
    }

    /// Counts how often something was asked for.
    pub fn times(&self, asked: &Asked) -> usize {
        let all = self.asked();
        all.iter().filter(|other| *other == asked).count()
    }

    /// Returns what every call but the cancelling ones told of the person's device.
    pub fn clients(&self) -> Vec<(CodeCall, ClientContext)> {
        self.state().clients.clone()
    }

    /// Returns the requests to start so far, repeats included.
    pub fn starts(&self) -> Vec<pb::StartVerificationRequest> {
        self.state().starts.clone()
    }

    /// Returns the requests to switch so far, repeats included.
    pub fn switches(&self) -> Vec<pb::SwitchChannelRequest> {
        self.state().switches.clone()
    }

    /// Returns the addresses that codes were sent to.
    pub fn sent(&self) -> Vec<String> {
        self.state().sent.clone()
    }

    /// Returns the verifications that began and are not forgotten.
    pub fn ids(&self) -> Vec<VerificationId> {
        self.state().live.values().map(|live| live.id).collect()
    }

    /// Fails the call from now on.
    pub fn fails(&self, call: CodeCall, by: By) {
        self.inner.failures.begin(call, by);
    }

    /// Answers everything again, and forges nothing.
    pub fn recovers(&self) {
        self.inner.failures.end();
        self.state().forgery = None;
    }

    /// Signs proofs with something wrong from now on.
    pub fn forges(&self, forgery: Forgery) {
        self.state().forgery = Some(forgery);
    }

    /// Forgets every verification, as an emptied Redis does.
    pub fn forgets(&self) {
        let mut state = self.state();
        state.live.clear();
        state.handles.clear();
        state.bodies.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
