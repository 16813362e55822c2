use kabinet_domain::Channel;
use kabinet_peer::{Failure, Peer};
use kabinet_proto::timestamp;
use kabinet_proto::types::v1::ClientContext;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::verification_service_client::VerificationServiceClient;
use uuid::Uuid;

use super::{Peers, incomplete};
use crate::domain::recovery::{Lane, Sending};
use crate::domain::registration::Confirmation;
use crate::wire;

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Registration,
    Recovery,
}

/// What binds a code to what it is for, such as one version of the data of a registration.
#[derive(Clone)]
pub(crate) struct Binding {
    pub(crate) purpose: Purpose,
    pub(crate) subject: String,
    pub(crate) payload_digest: [u8; 32],
    pub(crate) check_secret: [u8; 32],
}

/// Where a code goes.
pub(crate) struct Destination {
    pub(crate) channel: Channel,
    pub(crate) address: String,
}

/// A code that is out.
pub(crate) struct Issued {
    pub(crate) handle: String,
    pub(crate) confirmation: Confirmation,
}

impl Peers {
    pub(crate) async fn start_verification(
        &self,
        request_id: Uuid,
        binding: Binding,
        destination: Destination,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let request = pb::StartVerificationRequest {
            request_id: request_id.to_string(),
            binding: Some(binding.into()),
            destination: Some(destination.into()),
            client: Some(client),
            suppress: false,
            conceal: false,
            known_subject: false,
        };
        let answer = self.verifications().start_verification(request).await?;
        issued(answer.into_inner().verification)
    }

    /// Starts a verification whose answer does not tell what becomes of the message.
    pub(crate) async fn start_concealed_verification(
        &self,
        request_id: Uuid,
        binding: Binding,
        destination: Destination,
        lane: Lane,
        sending: Sending,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let request = pb::StartVerificationRequest {
            request_id: request_id.to_string(),
            binding: Some(binding.into()),
            destination: Some(destination.into()),
            client: Some(client),
            suppress: sending == Sending::Withheld,
            conceal: true,
            known_subject: lane == Lane::Device,
        };
        let answer = self.verifications().start_verification(request).await?;
        issued(answer.into_inner().verification)
    }

    pub(crate) async fn resend_code(
        &self,
        request_id: Uuid,
        handle: String,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let request = pb::ResendCodeRequest {
            request_id: request_id.to_string(),
            handle,
            client: Some(client),
        };
        let answer = self.verifications().resend_code(request).await?;
        issued(answer.into_inner().verification)
    }

    pub(crate) async fn switch_channel(
        &self,
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
            destination: Some(destination.into()),
            client: Some(client),
            suppress: false,
            known_subject: false,
        };
        let answer = self.verifications().switch_channel(request).await?;
        issued(answer.into_inner().verification)
    }

    /// Returns the proof that the code is right.
    pub(crate) async fn check_code(
        &self,
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
        let answer = self.verifications().check_code(request).await?;
        Ok(answer.into_inner().proof)
    }

    pub(crate) async fn cancel_verification(
        &self,
        request_id: Uuid,
        handle: String,
    ) -> Result<(), Failure> {
        let request = pb::CancelVerificationRequest {
            handle,
            request_id: request_id.to_string(),
        };
        self.verifications().cancel_verification(request).await?;
        Ok(())
    }

    fn verifications(&self) -> VerificationServiceClient<Peer> {
        VerificationServiceClient::new(self.verification.clone())
    }
}

impl From<Binding> for pb::Binding {
    fn from(binding: Binding) -> Self {
        Self {
            purpose: match binding.purpose {
                Purpose::Registration => pb::Purpose::Registration,
                Purpose::Recovery => pb::Purpose::Recovery,
            }
            .into(),
            subject: binding.subject,
            payload_digest: binding.payload_digest.to_vec(),
            check_secret: binding.check_secret.to_vec(),
        }
    }
}

impl From<Destination> for pb::Destination {
    fn from(destination: Destination) -> Self {
        Self {
            channel: wire::channel(destination.channel).into(),
            address: destination.address,
        }
    }
}

fn issued(verification: Option<pb::Verification>) -> Result<Issued, Failure> {
    verification
        .and_then(read)
        .ok_or_else(|| incomplete("verification"))
}

fn read(verification: pb::Verification) -> Option<Issued> {
    Some(Issued {
        confirmation: Confirmation {
            channel: wire::read_channel(verification.channel())?,
            code_length: verification.code_length,
            expire_time: timestamp::read(verification.expire_time.as_ref()?)?,
            resend_time: verification.resend_time.as_ref().and_then(timestamp::read),
        },
        handle: verification.handle,
    })
}
