use kabinet_peer::{Failure, Peer};
use kabinet_proto::types::v1::ClientContext;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::verification_service_client::VerificationServiceClient;
use uuid::Uuid;

use crate::code::issued;
use crate::destination::write;
use crate::{Binding, Destination, Issued, Sending};

/// Verification, as those who want codes call it. A repeat with the same `request_id` asks for the same.
#[derive(Clone, Debug)]
pub struct Codes {
    verification: VerificationServiceClient<Peer>,
}

impl Codes {
    /// Calls this peer.
    pub fn new(verification: Peer) -> Self {
        Self {
            verification: VerificationServiceClient::new(verification),
        }
    }

    /// Has a code sent.
    pub async fn start(
        mut self,
        request_id: Uuid,
        binding: Binding,
        destination: Destination,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let request = pb::StartVerificationRequest {
            request_id: request_id.to_string(),
            conceal: binding.purpose.conceals(),
            binding: Some(binding.into()),
            suppress: destination.sending == Sending::Withheld,
            known_subject: destination.known_subject,
            destination: Some(write(destination.channel, destination.address)),
            client: Some(client),
        };
        let answer = self.verification.start_verification(request).await?;
        issued(answer.into_inner().verification)
    }

    /// Has the same code sent again.
    pub async fn resend(
        mut self,
        request_id: Uuid,
        handle: String,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let request = pb::ResendCodeRequest {
            request_id: request_id.to_string(),
            handle,
            client: Some(client),
        };
        let answer = self.verification.resend_code(request).await?;
        issued(answer.into_inner().verification)
    }

    /// Has a code sent over the other channel; earlier ones stay valid.
    pub async fn switch_channel(
        mut self,
        request_id: Uuid,
        handle: String,
        binding: Binding,
        destination: Destination,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let request = pb::SwitchChannelRequest {
            request_id: request_id.to_string(),
            handle,
            binding: Some(binding.into()),
            suppress: destination.sending == Sending::Withheld,
            known_subject: destination.known_subject,
            destination: Some(write(destination.channel, destination.address)),
            client: Some(client),
        };
        let answer = self.verification.switch_channel(request).await?;
        issued(answer.into_inner().verification)
    }

    /// Returns a proof that a code is right; every check with the same key gets one of the same approval.
    pub async fn check(
        mut self,
        handle: String,
        code: String,
        binding: Binding,
        idempotency_key: String,
        client: ClientContext,
    ) -> Result<String, Failure> {
        let request = pb::CheckCodeRequest {
            handle,
            code,
            binding: Some(binding.into()),
            idempotency_key,
            client: Some(client),
        };
        let answer = self.verification.check_code(request).await?;
        Ok(answer.into_inner().proof)
    }

    /// Makes a code void.
    pub async fn cancel(mut self, request_id: Uuid, handle: String) -> Result<(), Failure> {
        let request = pb::CancelVerificationRequest {
            handle,
            request_id: request_id.to_string(),
        };
        self.verification.cancel_verification(request).await?;
        Ok(())
    }
}
