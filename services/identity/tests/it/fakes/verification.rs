use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use kabinet_domain::Channel as ContactChannel;
use kabinet_env::Env;
use kabinet_env::id::VerificationId;
use kabinet_proof::Claims;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1 as types;
use kabinet_proto::verification::v1::verification_service_server::{
    VerificationService, VerificationServiceServer,
};
use kabinet_proto::verification::v1::{
    Binding, CancelVerificationRequest, CancelVerificationResponse, CheckCodeRequest,
    CheckCodeResponse, Destination, GetProofKeysRequest, GetProofKeysResponse,
    GetVerificationRequest, GetVerificationResponse, ProofKey, ResendCodeRequest,
    ResendCodeResponse, StartVerificationRequest, StartVerificationResponse, SwitchChannelRequest,
    SwitchChannelResponse, Verification, VerificationState,
};
use kabinet_seal::signing::SigningKeys;
use kabinet_status::Refusal;
use time::OffsetDateTime;
use tokio::sync::watch;
use tonic::service::Routes;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};

/// The code of every verification.
pub(crate) const CODE: &str = "123456";

/// A verification that sends nothing and signs real proofs.
#[derive(Clone)]
pub(crate) struct FakeVerification {
    env: Env,
    keys: SigningKeys,
    state: Arc<Mutex<State>>,
    cancelled: Arc<watch::Sender<Vec<String>>>,
}

#[derive(Default)]
struct State {
    codes: HashMap<String, Code>,
    /// What each call with a message did, in order.
    sent: Vec<(&'static str, String)>,
    proofs: HashMap<String, String>,
}

#[derive(Clone)]
struct Code {
    id: VerificationId,
    binding: Binding,
    channel: types::Channel,
    expire_time: OffsetDateTime,
}

impl FakeVerification {
    pub(crate) fn start(env: Env) -> (Self, Channel) {
        let fake = Self {
            env,
            keys: kabinet_testkit::signing_keys(9),
            state: Arc::default(),
            cancelled: Arc::new(watch::Sender::new(Vec::new())),
        };
        let routes = Routes::new(VerificationServiceServer::new(fake.clone()));
        (fake, kabinet_testkit::serve_in_memory(routes))
    }

    /// Returns what was sent: how, and where to.
    pub(crate) fn sent(&self) -> Vec<(&'static str, String)> {
        self.state().sent.clone()
    }

    /// Forgets every code, as an emptied Redis does.
    pub(crate) fn forget(&self) {
        self.state().codes.clear();
    }

    pub(crate) async fn wait_for_cancellation(&self) {
        let mut cancelled = self.cancelled.subscribe();
        cancelled
            .wait_for(|handles| !handles.is_empty())
            .await
            .unwrap();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn describe(&self, handle: &str) -> Result<Verification, Status> {
        let state = self.state();
        let code = state.code(handle)?;
        let resend_time = self.env.now() + Duration::from_mins(1);
        Ok(Verification {
            handle: handle.to_owned(),
            state: VerificationState::Pending.into(),
            channel: code.channel.into(),
            code_length: 6,
            expire_time: Some(timestamp(code.expire_time)),
            resend_time: Some(timestamp(resend_time)),
            attempts_left: 5,
            sends_left: 4,
        })
    }

    fn prove(&self, code: &Code) -> String {
        let claims = Claims {
            verification_id: code.id,
            audience: "identity".to_owned(),
            purpose: "REGISTRATION".to_owned(),
            subject: code.binding.subject.clone(),
            payload_digest: code.binding.payload_digest.clone().try_into().unwrap(),
            channel: match code.channel {
                types::Channel::Email => ContactChannel::Email,
                _ => ContactChannel::Sms,
            },
            destination_hash: [0; 32],
            approve_time: self.env.now(),
            policy_version: 1,
        };
        kabinet_proof::sign(&self.keys.current(), &claims)
    }
}

impl State {
    fn code(&self, handle: &str) -> Result<&Code, Status> {
        self.codes.get(handle).ok_or_else(|| {
            Refusal::not_found(Reason::VerificationNotFound, "no such verification").into()
        })
    }
}

#[tonic::async_trait]
impl VerificationService for FakeVerification {
    async fn start_verification(
        &self,
        request: Request<StartVerificationRequest>,
    ) -> Result<Response<StartVerificationResponse>, Status> {
        let message = request.into_inner();
        let Destination { channel, address } = message.destination.unwrap();
        let handle = format!("handle-{}", message.request_id);
        let code = Code {
            id: VerificationId::new(&self.env),
            binding: message.binding.unwrap(),
            channel: types::Channel::try_from(channel).unwrap(),
            expire_time: self.env.now() + Duration::from_mins(10),
        };
        {
            let mut state = self.state();
            state.sent.push(("start", address));
            state.codes.insert(handle.clone(), code);
        }
        let verification = Some(self.describe(&handle)?);
        Ok(Response::new(StartVerificationResponse { verification }))
    }

    async fn resend_code(
        &self,
        request: Request<ResendCodeRequest>,
    ) -> Result<Response<ResendCodeResponse>, Status> {
        let handle = request.into_inner().handle;
        let verification = Some(self.describe(&handle)?);
        self.state().sent.push(("resend", String::new()));
        Ok(Response::new(ResendCodeResponse { verification }))
    }

    async fn switch_channel(
        &self,
        request: Request<SwitchChannelRequest>,
    ) -> Result<Response<SwitchChannelResponse>, Status> {
        let message = request.into_inner();
        let destination = message.destination.unwrap();
        {
            let mut state = self.state();
            state.code(&message.handle)?;
            let channel = types::Channel::try_from(destination.channel).unwrap();
            state.codes.get_mut(&message.handle).unwrap().channel = channel;
            state.sent.push(("switch", destination.address));
        }
        let verification = Some(self.describe(&message.handle)?);
        Ok(Response::new(SwitchChannelResponse { verification }))
    }

    async fn check_code(
        &self,
        request: Request<CheckCodeRequest>,
    ) -> Result<Response<CheckCodeResponse>, Status> {
        let message = request.into_inner();
        let mut state = self.state();
        let code = state.code(&message.handle)?.clone();
        if message.code != CODE || message.binding.as_ref() != Some(&code.binding) {
            let wrong = Refusal::invalid_argument(Reason::CodeWrong, "wrong");
            return Err(wrong.metadata("attempts_left", "4").into());
        }
        let proof = state
            .proofs
            .entry(message.idempotency_key)
            .or_insert_with(|| self.prove(&code));
        Ok(Response::new(CheckCodeResponse {
            proof: proof.clone(),
        }))
    }

    async fn get_verification(
        &self,
        request: Request<GetVerificationRequest>,
    ) -> Result<Response<GetVerificationResponse>, Status> {
        let verification = Some(self.describe(&request.into_inner().handle)?);
        Ok(Response::new(GetVerificationResponse {
            verification,
            deliveries: Vec::new(),
        }))
    }

    async fn cancel_verification(
        &self,
        request: Request<CancelVerificationRequest>,
    ) -> Result<Response<CancelVerificationResponse>, Status> {
        let handle = request.into_inner().handle;
        self.state().codes.remove(&handle);
        self.cancelled.send_modify(|handles| handles.push(handle));
        Ok(Response::new(CancelVerificationResponse {}))
    }

    async fn get_proof_keys(
        &self,
        _: Request<GetProofKeysRequest>,
    ) -> Result<Response<GetProofKeysResponse>, Status> {
        let keys = self
            .keys
            .public_keys()
            .into_iter()
            .map(|(kid, key)| ProofKey {
                key_id: kid.to_string(),
                public_key: key.to_vec(),
            });
        Ok(Response::new(GetProofKeysResponse {
            keys: keys.collect(),
        }))
    }
}

fn timestamp(time: OffsetDateTime) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: time.unix_timestamp(),
        nanos: i32::try_from(time.nanosecond()).unwrap(),
    }
}
