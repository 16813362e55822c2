//! Verification without messages: one code for everybody, real proofs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kabinet_env::Env;
use kabinet_env::id::VerificationId;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::verification_service_server::{
    VerificationService, VerificationServiceServer,
};
use kabinet_status::Refusal;
use time::{Duration, OffsetDateTime};
use tonic::{Request, Response, Status};

use super::calls::{serve, timestamp};
use super::outside::{By, Failures, Rpc};
use super::proofs::{self, Forgery};

const LIFETIME: Duration = Duration::minutes(15);
const RESEND_AFTER: Duration = Duration::minutes(1);

/// What identity asked for, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Start { channel: Channel, address: String },
    Resend,
    Switch { channel: Channel, address: String },
    Check,
    Cancel,
}

/// Another verification service.
#[derive(Clone)]
pub(crate) struct FakeVerification {
    url: String,
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
    callers: Vec<String>,
    live: HashMap<String, Live>,
    started: Vec<pb::StartVerificationRequest>,
    checked: Vec<pb::CheckCodeRequest>,
    handles: HashMap<String, String>,
    forgery: Option<Forgery>,
}

#[derive(Clone)]
struct Live {
    id: VerificationId,
    binding: pb::Binding,
    destination: pb::Destination,
    expire_time: OffsetDateTime,
    canceled: bool,
    approved: Option<(String, String)>,
}

impl FakeVerification {
    /// The code of every message.
    pub(crate) const CODE: &'static str = "482913";

    pub(super) async fn serve(env: Env) -> Self {
        let inner = Arc::new(Inner {
            env,
            failures: Failures::default(),
            state: Mutex::default(),
        });
        let mut fake = Self {
            url: String::new(),
            inner,
        };
        let service = VerificationServiceServer::new(fake.clone());
        fake.url = serve(tonic::service::Routes::new(service)).await;
        fake
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Returns what identity asked for so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state().asked.clone()
    }

    /// Counts the calls of one kind.
    pub(crate) fn times(&self, asked: &Asked) -> usize {
        self.state()
            .asked
            .iter()
            .filter(|other| *other == asked)
            .count()
    }

    /// Returns who called.
    pub(crate) fn callers(&self) -> Vec<String> {
        self.state().callers.clone()
    }

    /// Returns the verifications that began.
    pub(crate) fn ids(&self) -> Vec<VerificationId> {
        self.state().live.values().map(|live| live.id).collect()
    }

    /// Returns the verifications that were asked for, repeats included.
    pub(crate) fn started(&self) -> Vec<pb::StartVerificationRequest> {
        self.state().started.clone()
    }

    /// Returns the codes that identity had checked, repeats included.
    pub(crate) fn checked(&self) -> Vec<pb::CheckCodeRequest> {
        self.state().checked.clone()
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
        self.state().handles.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn enter<T>(&self, request: &Request<T>, rpc: Rpc, asked: Asked) -> Result<(), Status> {
        let caller = request.metadata().get("kabinet-caller");
        let caller = caller.map(|caller| caller.to_str().unwrap().to_owned());
        let mut state = self.state();
        state.callers.extend(caller);
        state.asked.push(asked);
        drop(state);
        self.inner.failures.check(rpc)
    }

    fn answer(&self, handle: &str) -> Result<pb::Verification, Status> {
        let state = self.state();
        let live = state.live.get(handle).filter(|live| !live.canceled);
        let live = live.ok_or_else(not_found)?;
        Ok(pb::Verification {
            handle: handle.to_owned(),
            state: pb::VerificationState::Pending.into(),
            channel: live.destination.channel,
            code_length: 6,
            expire_time: Some(timestamp(live.expire_time)),
            resend_time: Some(timestamp(self.inner.env.now() + RESEND_AFTER)),
            attempts_left: 5,
            sends_left: 3,
        })
    }
}

fn not_found() -> Status {
    Refusal::not_found(Reason::VerificationNotFound, "no such verification").into()
}

fn sent(destination: Option<&pb::Destination>) -> (Channel, String) {
    let destination = destination.expect("a destination is required");
    (destination.channel(), destination.address.clone())
}

#[tonic::async_trait]
impl VerificationService for FakeVerification {
    async fn start_verification(
        &self,
        request: Request<pb::StartVerificationRequest>,
    ) -> Result<Response<pb::StartVerificationResponse>, Status> {
        let (channel, address) = sent(request.get_ref().destination.as_ref());
        self.enter(&request, Rpc::Start, Asked::Start { channel, address })?;
        let request = request.into_inner();
        self.state().started.push(request.clone());
        let earlier = self.state().handles.get(&request.request_id).cloned();
        if let Some(handle) = earlier {
            let verification = Some(self.answer(&handle)?);
            return Ok(Response::new(pb::StartVerificationResponse {
                verification,
            }));
        }
        let id = VerificationId::new(&self.inner.env);
        let handle = format!("handle-of-{id}");
        let live = Live {
            id,
            binding: request.binding.expect("a binding is required"),
            destination: request.destination.expect("a destination is required"),
            expire_time: self.inner.env.now() + LIFETIME,
            canceled: false,
            approved: None,
        };
        let request_id = request.request_id;
        self.state().handles.insert(request_id, handle.clone());
        self.state().live.insert(handle.clone(), live);
        let verification = Some(self.answer(&handle)?);
        let answer = pb::StartVerificationResponse { verification };
        let answer = self.inner.failures.answer(Rpc::Start, answer)?;
        Ok(Response::new(answer))
    }

    async fn resend_code(
        &self,
        request: Request<pb::ResendCodeRequest>,
    ) -> Result<Response<pb::ResendCodeResponse>, Status> {
        self.enter(&request, Rpc::Resend, Asked::Resend)?;
        let verification = Some(self.answer(&request.get_ref().handle)?);
        Ok(Response::new(pb::ResendCodeResponse { verification }))
    }

    async fn switch_channel(
        &self,
        request: Request<pb::SwitchChannelRequest>,
    ) -> Result<Response<pb::SwitchChannelResponse>, Status> {
        let (channel, address) = sent(request.get_ref().destination.as_ref());
        self.enter(&request, Rpc::Switch, Asked::Switch { channel, address })?;
        let request = request.into_inner();
        let destination = request.destination.expect("a destination is required");
        if let Some(live) = self.state().live.get_mut(&request.handle) {
            live.destination = destination;
        }
        let verification = Some(self.answer(&request.handle)?);
        Ok(Response::new(pb::SwitchChannelResponse { verification }))
    }

    async fn check_code(
        &self,
        request: Request<pb::CheckCodeRequest>,
    ) -> Result<Response<pb::CheckCodeResponse>, Status> {
        self.enter(&request, Rpc::Check, Asked::Check)?;
        let request = request.into_inner();
        self.state().checked.push(request.clone());
        self.answer(&request.handle)?;
        let now = self.inner.env.now();
        let mut state = self.state();
        let forgery = state.forgery;
        let live = state.live.get_mut(&request.handle).ok_or_else(not_found)?;
        if let Some((key, proof)) = &live.approved {
            let used = Refusal::failed_precondition(Reason::CodeUsed, "used");
            let proof = (*key == request.idempotency_key)
                .then(|| proof.clone())
                .ok_or(used)?;
            return Ok(Response::new(pb::CheckCodeResponse { proof }));
        }
        if request.code != Self::CODE || request.binding.as_ref() != Some(&live.binding) {
            let wrong = Refusal::invalid_argument(Reason::CodeWrong, "the code is wrong");
            return Err(wrong.metadata("attempts_left", "4").into());
        }
        let proof = proofs::sign(live.id, &live.binding, &live.destination, now, forgery);
        // A forged one is not the answer to a repeat: the test lets verification recover.
        if forgery.is_none() {
            live.approved = Some((request.idempotency_key, proof.clone()));
        }
        let answer = pb::CheckCodeResponse { proof };
        let answer = self.inner.failures.answer(Rpc::Check, answer)?;
        Ok(Response::new(answer))
    }

    async fn get_verification(
        &self,
        request: Request<pb::GetVerificationRequest>,
    ) -> Result<Response<pb::GetVerificationResponse>, Status> {
        let verification = Some(self.answer(&request.get_ref().handle)?);
        Ok(Response::new(pb::GetVerificationResponse {
            verification,
            deliveries: Vec::new(),
        }))
    }

    async fn cancel_verification(
        &self,
        request: Request<pb::CancelVerificationRequest>,
    ) -> Result<Response<pb::CancelVerificationResponse>, Status> {
        self.enter(&request, Rpc::Cancel, Asked::Cancel)?;
        let mut state = self.state();
        let live = state
            .live
            .get_mut(&request.get_ref().handle)
            .ok_or_else(not_found)?;
        live.canceled = true;
        Ok(Response::new(pb::CancelVerificationResponse {}))
    }

    async fn get_proof_keys(
        &self,
        _request: Request<pb::GetProofKeysRequest>,
    ) -> Result<Response<pb::GetProofKeysResponse>, Status> {
        self.inner.failures.check(Rpc::ProofKeys)?;
        let keys = proofs::public_keys().into_iter();
        let keys = keys
            .map(|(key_id, public_key)| pb::ProofKey {
                key_id,
                public_key: public_key.to_vec(),
            })
            .collect();
        Ok(Response::new(pb::GetProofKeysResponse { keys }))
    }
}
