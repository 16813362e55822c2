use kabinet_env::id::VerificationId;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::timestamp;
use kabinet_proto::types::v1::{Channel, ClientContext};
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::verification_service_server::VerificationService;
use kabinet_status::Refusal;
use time::Duration;
use tonic::{Request, Response, Status};

use super::{Asked, FakeVerification, Live, Rpc};
use crate::harness::proofs;

const LIFETIME: Duration = Duration::minutes(15);
const RESEND_AFTER: Duration = Duration::minutes(1);
const ATTEMPTS: i32 = 5;

impl FakeVerification {
    fn enter<T>(
        &self,
        request: &Request<T>,
        client: Option<&ClientContext>,
        rpc: Rpc,
        asked: Asked,
    ) -> Result<(), Status> {
        let network = client.map(|client| client.network_address.as_str());
        assert_eq!(network, Some(""), "a network is told");
        let caller = request.metadata().get("kabinet-caller");
        if caller.is_none_or(|caller| caller != "service/subscriptions") {
            return Err(Refusal::permission_denied(Reason::CallerNotAllowed, "who?").into());
        }
        self.state().asked.push(asked);
        self.inner.failures.check(rpc)
    }

    fn answer(&self, handle: &str) -> Result<pb::Verification, Status> {
        let state = self.state();
        let live = state.live.get(handle).ok_or_else(not_found)?;
        Ok(pb::Verification {
            handle: handle.to_owned(),
            state: pb::VerificationState::Pending.into(),
            channel: live.destination.channel,
            code_length: 6,
            expire_time: Some(timestamp::write(live.expire_time)),
            resend_time: Some(timestamp::write(live.resend_time)),
            attempts_left: live.attempts_left,
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
        let asked = Asked::Start {
            channel,
            address,
            suppress: request.get_ref().suppress,
        };
        self.enter(
            &request,
            request.get_ref().client.as_ref(),
            Rpc::Start,
            asked,
        )?;
        let request = request.into_inner();
        let id = VerificationId::new(&self.inner.env);
        let now = self.inner.env.now();
        let live = Live {
            id,
            binding: request.binding.clone().expect("a binding is required"),
            destination: request
                .destination
                .clone()
                .expect("a destination is required"),
            expire_time: now + LIFETIME,
            resend_time: now + RESEND_AFTER,
            attempts_left: ATTEMPTS,
            approved: None,
        };
        let handle = {
            let mut state = self.state();
            state.starts.push(request.clone());
            let new = format!("handle-of-{id}");
            let handle = state.by_request.entry(request.request_id).or_insert(new);
            let handle = handle.clone();
            state.live.entry(handle.clone()).or_insert(live);
            handle
        };
        let verification = Some(self.answer(&handle)?);
        let answer = Response::new(pb::StartVerificationResponse { verification });
        self.inner.failures.answer(Rpc::Start, answer)
    }

    async fn resend_code(
        &self,
        request: Request<pb::ResendCodeRequest>,
    ) -> Result<Response<pb::ResendCodeResponse>, Status> {
        self.enter(
            &request,
            request.get_ref().client.as_ref(),
            Rpc::Resend,
            Asked::Resend,
        )?;
        let now = self.inner.env.now();
        let pb::ResendCodeRequest {
            request_id, handle, ..
        } = request.into_inner();
        let mut state = self.state();
        let is_first = state
            .by_request
            .insert(request_id, handle.clone())
            .is_none();
        if let Some(live) = state.live.get_mut(&handle).filter(|_| is_first) {
            if now < live.resend_time {
                let message = "a code was sent a moment ago";
                let wait = (live.resend_time - now).unsigned_abs();
                let refusal = Refusal::resource_exhausted(Reason::ResendTooSoon, wait, message);
                return Err(refusal.into());
            }
            live.resend_time = now + RESEND_AFTER;
        }
        drop(state);
        let verification = Some(self.answer(&handle)?);
        let answer = Response::new(pb::ResendCodeResponse { verification });
        self.inner.failures.answer(Rpc::Resend, answer)
    }

    async fn switch_channel(
        &self,
        request: Request<pb::SwitchChannelRequest>,
    ) -> Result<Response<pb::SwitchChannelResponse>, Status> {
        let (channel, address) = sent(request.get_ref().destination.as_ref());
        let asked = Asked::Switch {
            channel,
            address,
            suppress: request.get_ref().suppress,
        };
        self.enter(
            &request,
            request.get_ref().client.as_ref(),
            Rpc::Switch,
            asked,
        )?;
        let request = request.into_inner();
        self.state().switches.push(request.clone());
        let destination = request.destination.expect("a destination is required");
        if let Some(live) = self.state().live.get_mut(&request.handle) {
            live.destination = destination;
        }
        let verification = Some(self.answer(&request.handle)?);
        let answer = Response::new(pb::SwitchChannelResponse { verification });
        self.inner.failures.answer(Rpc::Switch, answer)
    }

    async fn check_code(
        &self,
        request: Request<pb::CheckCodeRequest>,
    ) -> Result<Response<pb::CheckCodeResponse>, Status> {
        self.enter(
            &request,
            request.get_ref().client.as_ref(),
            Rpc::Check,
            Asked::Check,
        )?;
        let request = request.into_inner();
        let now = self.inner.env.now();
        let mut state = self.state();
        let forgery = state.forgery;
        let live = state.live.get_mut(&request.handle).ok_or_else(not_found)?;
        if now >= live.expire_time {
            return Err(Refusal::failed_precondition(Reason::CodeExpired, "expired").into());
        }
        if let Some((key, proof)) = &live.approved {
            let used = Refusal::failed_precondition(Reason::CodeUsed, "used");
            let proof = (*key == request.idempotency_key)
                .then(|| proof.clone())
                .ok_or(used)?;
            return Ok(Response::new(pb::CheckCodeResponse { proof }));
        }
        if live.attempts_left == 0 {
            let exhausted = Refusal::failed_precondition(Reason::CodeExhausted, "exhausted");
            return Err(exhausted.into());
        }
        if request.code != Self::CODE || request.binding.as_ref() != Some(&live.binding) {
            live.attempts_left -= 1;
            let left = live.attempts_left.to_string();
            let wrong = Refusal::invalid_argument(Reason::CodeWrong, "the code is wrong");
            return Err(wrong.metadata("attempts_left", left).into());
        }
        let proof = proofs::sign(live.id, &live.binding, &live.destination, now, forgery);
        // A forged one is not the answer to a repeat: the test lets verification recover.
        if forgery.is_none() {
            live.approved = Some((request.idempotency_key, proof.clone()));
        }
        drop(state);
        let answer = Response::new(pb::CheckCodeResponse { proof });
        self.inner.failures.answer(Rpc::Check, answer)
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
        _: Request<pb::CancelVerificationRequest>,
    ) -> Result<Response<pb::CancelVerificationResponse>, Status> {
        Err(Status::unimplemented("subscriptions calls no such method"))
    }

    async fn get_proof_keys(
        &self,
        _: Request<pb::GetProofKeysRequest>,
    ) -> Result<Response<pb::GetProofKeysResponse>, Status> {
        self.inner.failures.check(Rpc::Keys)?;
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
