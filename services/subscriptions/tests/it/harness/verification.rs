//! Verification without messages: one code for everybody, real proofs.

mod answers;
mod outside;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kabinet_env::Env;
use kabinet_env::id::VerificationId;
use kabinet_proto::types::v1::Channel;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::verification_service_server::VerificationServiceServer;
use kabinet_testkit::serve_in_memory;
use time::OffsetDateTime;
use tonic::service::Routes;

use super::Forgery;
use outside::Failures;

pub(crate) use outside::{By, Rpc};

/// What the service asked for, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
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
}

/// Another verification service.
#[derive(Clone)]
pub(crate) struct FakeVerification {
    inner: Arc<Inner>,
}

struct Inner {
    env: Env,
    failures: Failures,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    asked: Vec<Asked>,
    /// Requests to start, whole.
    starts: Vec<pb::StartVerificationRequest>,
    /// Requests to switch, whole.
    switches: Vec<pb::SwitchChannelRequest>,
    /// Handles by request.
    by_request: HashMap<String, String>,
    live: HashMap<String, Live>,
    forgery: Option<Forgery>,
}

#[derive(Clone)]
struct Live {
    id: VerificationId,
    binding: pb::Binding,
    destination: pb::Destination,
    expire_time: OffsetDateTime,
    resend_time: OffsetDateTime,
    attempts_left: i32,
    approved: Option<(String, String)>,
}

impl FakeVerification {
    /// The code of every message.
    pub(crate) const CODE: &'static str = "482913";

    pub(super) fn new(env: Env) -> Self {
        Self {
            inner: Arc::new(Inner {
                env,
                failures: Failures::default(),
                state: Mutex::default(),
            }),
        }
    }

    pub(super) fn serve(&self) -> tonic::transport::Channel {
        serve_in_memory(Routes::new(VerificationServiceServer::new(self.clone())))
    }

    /// Returns what was asked for so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state().asked.clone()
    }

    /// Returns the requests to start so far.
    pub(crate) fn starts(&self) -> Vec<pb::StartVerificationRequest> {
        self.state().starts.clone()
    }

    /// Returns the requests to switch so far.
    pub(crate) fn switches(&self) -> Vec<pb::SwitchChannelRequest> {
        self.state().switches.clone()
    }

    /// Returns the verifications that began.
    pub(crate) fn ids(&self) -> Vec<VerificationId> {
        self.state().live.values().map(|live| live.id).collect()
    }

    /// Fails the call from now on.
    pub(crate) fn fails(&self, rpc: Rpc, by: By) {
        self.inner.failures.begin(rpc, by);
    }

    /// Answers everything again.
    pub(crate) fn recovers(&self) {
        self.inner.failures.end();
        self.state().forgery = None;
    }

    /// Signs proofs with something wrong from now on.
    pub(crate) fn forges(&self, forgery: Forgery) {
        self.state().forgery = Some(forgery);
    }

    /// Forgets every verification, as an emptied Redis does.
    pub(crate) fn forgets(&self) {
        self.state().live.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
