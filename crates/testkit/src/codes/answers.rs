use kabinet_env::id::VerificationId;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::{Channel, ClientContext};
use kabinet_proto::verification::v1::verification_service_server::VerificationService;
use kabinet_proto::{timestamp, verification::v1 as pb};
use kabinet_status::Refusal;
use time::{Duration, OffsetDateTime};
use tonic::{Request, Response, Status};

use super::proofs;
use super::{Asked, CodeCall, FakeCodes, Live, State};

const LIFETIME: Duration = Duration::minutes(10);
const TOMBSTONE: Duration = Duration::minutes(10);
const ATTEMPTS: i32 = 5;

impl FakeCodes {
    fn enter<T>(
        &self,
        request: &Request<T>,
        client: Option<&ClientContext>,
        call: CodeCall,
        asked: Asked,
    ) -> Result<(), Status> {
        let caller = request.metadata().get("kabinet-caller");
        let audience = format!("service/{}", self.inner.audience);
        if caller.is_none_or(|caller| caller != audience.as_str()) {
            return Err(Refusal::permission_denied(Reason::CallerNotAllowed, "who?").into());
        }
        let mut state = self.state();
        state.asked.push(asked);
        if call != CodeCall::Cancel {
            let client = client.expect("a client is required").clone();
            state.clients.push((call, client));
        }
        drop(state);
        self.inner.failures.check(call)
    }

    fn answer(&self, handle: &str) -> Result<pb::Verification, Status> {
        let now = self.inner.env.now();
        let mut state = self.state();
        let live = live(&mut state, handle, now)?;
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

    /// Sends the code again, once for a request.
    fn resend(&self, request_id: String, handle: &str) -> Result<(), Status> {
        let now = self.inner.env.now();
        let mut state = self.state();
        let live = live(&mut state, handle, now)?;
        if now >= live.expire_time {
            return Err(expired());
        }
        let resend_time = live.resend_time;
        let is_first = !state.handles.contains_key(&request_id);
        if is_first && now < resend_time {
            let wait = (resend_time - now).unsigned_abs();
            let reason = Reason::ResendTooSoon;
            return Err(Refusal::resource_exhausted(reason, wait, "not yet").into());
        }
        if is_first {
            state.handles.insert(request_id, handle.to_owned());
            let live = self::live(&mut state, handle, now)?;
            live.resend_time = now + Self::PAUSE;
            if !live.suppress {
                let address = live.destination.address.clone();
                state.sent.push(address);
            }
        }
        Ok(())
    }

    fn check(&self, request: pb::CheckCodeRequest) -> Result<String, Status> {
        let now = self.inner.env.now();
        let mut state = self.state();
        let forgery = state.forgery;
        let live = live(&mut state, &request.handle, now)?;
        let is_right =
            request.code == Self::CODE && request.binding.as_ref() == Some(&live.binding);
        if let Some(key) = &live.approved {
            if !is_right || *key != request.idempotency_key {
                return Err(Refusal::failed_precondition(Reason::CodeUsed, "used").into());
            }
        } else if now >= live.expire_time {
            return Err(expired());
        } else if live.attempts_left == 0 {
            let exhausted = Refusal::failed_precondition(Reason::CodeExhausted, "exhausted");
            return Err(exhausted.into());
        } else if !is_right {
            live.attempts_left -= 1;
            let left = live.attempts_left.to_string();
            let wrong = Refusal::invalid_argument(Reason::CodeWrong, "the code is wrong");
            return Err(wrong.metadata("attempts_left", left).into());
        }
        // A forged one is not the answer to a repeat: the test lets verification recover.
        if forgery.is_none() {
            live.approved = Some(request.idempotency_key);
        }
        let (id, audience) = (live.id, self.inner.audience);
        let (binding, destination) = (&live.binding, &live.destination);
        Ok(proofs::sign(
            id,
            audience,
            binding,
            destination,
            now,
            forgery,
        ))
    }
}

/// Finds a verification that has not been cancelled, and not ended long ago.
fn live<'a>(
    state: &'a mut State,
    handle: &str,
    now: OffsetDateTime,
) -> Result<&'a mut Live, Status> {
    let live = state.live.get_mut(handle);
    let live = live.filter(|live| !live.canceled && now < live.expire_time + TOMBSTONE);
    live.ok_or_else(|| {
        Refusal::not_found(Reason::VerificationNotFound, "no such verification").into()
    })
}

fn expired() -> Status {
    Refusal::failed_precondition(Reason::CodeExpired, "expired").into()
}

fn destination(destination: Option<&pb::Destination>) -> (Channel, String) {
    let destination = destination.expect("a destination is required");
    (destination.channel(), destination.address.clone())
}

#[tonic::async_trait]
impl VerificationService for FakeCodes {
    async fn start_verification(
        &self,
        request: Request<pb::StartVerificationRequest>,
    ) -> Result<Response<pb::StartVerificationResponse>, Status> {
        let message = request.get_ref();
        let (channel, address) = destination(message.destination.as_ref());
        let asked = Asked::Start {
            channel,
            address: address.clone(),
            suppress: message.suppress,
        };
        self.enter(&request, message.client.as_ref(), CodeCall::Start, asked)?;
        let message = request.into_inner();
        let now = self.inner.env.now();
        let id = VerificationId::new(&self.inner.env);
        let handle = {
            let mut state = self.state();
            state.starts.push(message.clone());
            let body = (
                message.binding.clone(),
                message.destination.clone(),
                message.suppress,
                message.conceal,
            );
            let first = state.bodies.entry(message.request_id.clone());
            if *first.or_insert_with(|| body.clone()) != body {
                return Err(Refusal::request_id_reused().into());
            }
            if let Some(handle) = state.handles.get(&message.request_id) {
                handle.clone()
            } else {
                let handle = format!("handle-of-{id}");
                if !message.suppress {
                    state.sent.push(address);
                }
                let live = Live {
                    id,
                    binding: message.binding.expect("a binding is required"),
                    destination: message.destination.expect("a destination is required"),
                    suppress: message.suppress,
                    expire_time: now + LIFETIME,
                    resend_time: now + Self::PAUSE,
                    attempts_left: ATTEMPTS,
                    approved: None,
                    canceled: false,
                };
                state.handles.insert(message.request_id, handle.clone());
                state.live.insert(handle.clone(), live);
                handle
            }
        };
        let verification = Some(self.answer(&handle)?);
        let answer = Response::new(pb::StartVerificationResponse { verification });
        self.inner.failures.answer(CodeCall::Start, answer)
    }

    async fn resend_code(
        &self,
        request: Request<pb::ResendCodeRequest>,
    ) -> Result<Response<pb::ResendCodeResponse>, Status> {
        let client = request.get_ref().client.as_ref();
        self.enter(&request, client, CodeCall::Resend, Asked::Resend)?;
        let message = request.into_inner();
        self.resend(message.request_id, &message.handle)?;
        let verification = Some(self.answer(&message.handle)?);
        let answer = Response::new(pb::ResendCodeResponse { verification });
        self.inner.failures.answer(CodeCall::Resend, answer)
    }

    async fn switch_channel(
        &self,
        request: Request<pb::SwitchChannelRequest>,
    ) -> Result<Response<pb::SwitchChannelResponse>, Status> {
        let message = request.get_ref();
        let (channel, address) = destination(message.destination.as_ref());
        let asked = Asked::Switch {
            channel,
            address: address.clone(),
            suppress: message.suppress,
        };
        self.enter(&request, message.client.as_ref(), CodeCall::Switch, asked)?;
        let message = request.into_inner();
        {
            let now = self.inner.env.now();
            let mut state = self.state();
            state.switches.push(message.clone());
            let live = live(&mut state, &message.handle, now)?;
            live.destination = message.destination.expect("a destination is required");
            live.suppress = message.suppress;
            if !message.suppress {
                state.sent.push(address);
            }
        }
        let verification = Some(self.answer(&message.handle)?);
        let answer = Response::new(pb::SwitchChannelResponse { verification });
        self.inner.failures.answer(CodeCall::Switch, answer)
    }

    async fn check_code(
        &self,
        request: Request<pb::CheckCodeRequest>,
    ) -> Result<Response<pb::CheckCodeResponse>, Status> {
        let client = request.get_ref().client.as_ref();
        self.enter(&request, client, CodeCall::Check, Asked::Check)?;
        let proof = self.check(request.into_inner())?;
        let answer = Response::new(pb::CheckCodeResponse { proof });
        self.inner.failures.answer(CodeCall::Check, answer)
    }

    async fn cancel_verification(
        &self,
        request: Request<pb::CancelVerificationRequest>,
    ) -> Result<Response<pb::CancelVerificationResponse>, Status> {
        self.enter(&request, None, CodeCall::Cancel, Asked::Cancel)?;
        let now = self.inner.env.now();
        let mut state = self.state();
        live(&mut state, &request.get_ref().handle, now)?.canceled = true;
        Ok(Response::new(pb::CancelVerificationResponse {}))
    }

    async fn get_verification(
        &self,
        _: Request<pb::GetVerificationRequest>,
    ) -> Result<Response<pb::GetVerificationResponse>, Status> {
        Err(Status::unimplemented("nobody who wants codes calls it"))
    }

    async fn get_proof_keys(
        &self,
        _: Request<pb::GetProofKeysRequest>,
    ) -> Result<Response<pb::GetProofKeysResponse>, Status> {
        self.inner.failures.check(CodeCall::Keys)?;
        let keys = proofs::public_keys();
        Ok(Response::new(pb::GetProofKeysResponse { keys }))
    }
}
