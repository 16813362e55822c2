use kabinet_env::id::VerificationId;
use kabinet_proto::{
    errors::v1::Reason,
    timestamp,
    verification::v1::{
        CancelVerificationRequest, CancelVerificationResponse, CheckCodeRequest, CheckCodeResponse,
        GetProofKeysRequest, GetProofKeysResponse, GetVerificationRequest, GetVerificationResponse,
        ProofKey, Purpose, ResendCodeRequest, ResendCodeResponse, StartVerificationRequest,
        StartVerificationResponse, SwitchChannelRequest, SwitchChannelResponse, Verification,
        VerificationState, verification_service_server::VerificationService,
    },
};
use kabinet_status::Refusal;
use time::Duration;
use tonic::{Request, Response, Status};

use super::{CODE, FakeCodes, Live, Rpc};
use crate::harness::proofs;

const LIFETIME: Duration = Duration::minutes(10);
const RESEND_AFTER: Duration = Duration::minutes(1);
const ATTEMPTS: i32 = 5;

impl FakeCodes {
    fn enter<T>(&self, request: &Request<T>, rpc: Rpc) -> Result<(), Status> {
        let caller = request.metadata().get("kabinet-caller");
        assert!(caller.is_some_and(|caller| caller == "service/profile"));
        self.fail(rpc)
    }

    fn describe(&self, handle: &str) -> Result<Verification, Status> {
        let state = self.state();
        let live = state.live.get(handle).ok_or_else(not_found)?;
        Ok(Verification {
            handle: handle.to_owned(),
            state: VerificationState::Pending.into(),
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

#[tonic::async_trait]
impl VerificationService for FakeCodes {
    async fn start_verification(
        &self,
        request: Request<StartVerificationRequest>,
    ) -> Result<Response<StartVerificationResponse>, Status> {
        self.enter(&request, Rpc::Start)?;
        let request = request.into_inner();
        let (binding, destination) = (
            request.binding.clone().unwrap(),
            request.destination.clone().unwrap(),
        );
        assert_eq!(binding.purpose(), Purpose::Contact);
        let id = VerificationId::new(&self.env);
        let now = self.env.now();
        let handle = {
            let mut state = self.state();
            state.starts.push(request.clone());
            let known = state.handles.get(&request.request_id).cloned();
            known.unwrap_or_else(|| {
                let handle = format!("handle-of-{id}");
                state
                    .handles
                    .insert(request.request_id.clone(), handle.clone());
                state.sent.push(destination.address.clone());
                let live = Live {
                    id,
                    binding,
                    destination,
                    expire_time: now + LIFETIME,
                    resend_time: now + RESEND_AFTER,
                    attempts_left: ATTEMPTS,
                    approved: None,
                };
                state.live.insert(handle.clone(), live);
                handle
            })
        };
        let verification = Some(self.describe(&handle)?);
        let answer = Response::new(StartVerificationResponse { verification });
        self.answer(Rpc::Start, answer)
    }

    async fn resend_code(
        &self,
        request: Request<ResendCodeRequest>,
    ) -> Result<Response<ResendCodeResponse>, Status> {
        self.enter(&request, Rpc::Resend)?;
        let now = self.env.now();
        let ResendCodeRequest {
            request_id, handle, ..
        } = request.into_inner();
        {
            let mut state = self.state();
            let is_first = state.handles.insert(request_id, handle.clone()).is_none();
            let live = state.live.get_mut(&handle).ok_or_else(not_found)?;
            if now >= live.expire_time {
                return Err(Refusal::failed_precondition(Reason::CodeExpired, "expired").into());
            }
            if is_first {
                if now < live.resend_time {
                    let wait = (live.resend_time - now).unsigned_abs();
                    let reason = Reason::ResendTooSoon;
                    return Err(Refusal::resource_exhausted(reason, wait, "not yet").into());
                }
                live.resend_time = now + RESEND_AFTER;
                let address = live.destination.address.clone();
                state.sent.push(address);
            }
        }
        let verification = Some(self.describe(&handle)?);
        let answer = Response::new(ResendCodeResponse { verification });
        self.answer(Rpc::Resend, answer)
    }

    async fn check_code(
        &self,
        request: Request<CheckCodeRequest>,
    ) -> Result<Response<CheckCodeResponse>, Status> {
        self.enter(&request, Rpc::Check)?;
        let request = request.into_inner();
        let now = self.env.now();
        let proof = {
            let mut state = self.state();
            let forgery = state.forgery;
            let live = state.live.get_mut(&request.handle).ok_or_else(not_found)?;
            if now >= live.expire_time {
                return Err(Refusal::failed_precondition(Reason::CodeExpired, "expired").into());
            }
            if live.attempts_left == 0 {
                let exhausted = Refusal::failed_precondition(Reason::CodeExhausted, "exhausted");
                return Err(exhausted.into());
            }
            if request.code != CODE || request.binding.as_ref() != Some(&live.binding) {
                live.attempts_left -= 1;
                let left = live.attempts_left.to_string();
                let wrong = Refusal::invalid_argument(Reason::CodeWrong, "the code is wrong");
                return Err(wrong.metadata("attempts_left", left).into());
            }
            let key = live.approved.get_or_insert(request.idempotency_key.clone());
            if *key != request.idempotency_key {
                return Err(Refusal::failed_precondition(Reason::CodeUsed, "used").into());
            }
            proofs::sign(live.id, &live.binding, &live.destination, now, forgery)
        };
        self.answer(Rpc::Check, Response::new(CheckCodeResponse { proof }))
    }

    async fn get_proof_keys(
        &self,
        _: Request<GetProofKeysRequest>,
    ) -> Result<Response<GetProofKeysResponse>, Status> {
        self.fail(Rpc::Keys)?;
        let keys = proofs::public_keys().into_iter();
        let keys = keys.map(|(key_id, public_key)| ProofKey {
            key_id,
            public_key: public_key.to_vec(),
        });
        Ok(Response::new(GetProofKeysResponse {
            keys: keys.collect(),
        }))
    }

    async fn switch_channel(
        &self,
        _: Request<SwitchChannelRequest>,
    ) -> Result<Response<SwitchChannelResponse>, Status> {
        Err(not_of_profile())
    }

    async fn get_verification(
        &self,
        _: Request<GetVerificationRequest>,
    ) -> Result<Response<GetVerificationResponse>, Status> {
        Err(not_of_profile())
    }

    async fn cancel_verification(
        &self,
        _: Request<CancelVerificationRequest>,
    ) -> Result<Response<CancelVerificationResponse>, Status> {
        Err(not_of_profile())
    }
}

fn not_of_profile() -> Status {
    Status::unimplemented("profile calls no such method")
}
