use kabinet_domain::{Channel, Contact};
use kabinet_peer::{Failure, Peer};
use kabinet_proto::{
    timestamp,
    types::v1 as types,
    types::v1::ClientContext,
    verification::v1::{
        Binding as BindingMessage, CheckCodeRequest, Destination, Purpose, ResendCodeRequest,
        StartVerificationRequest, Verification,
        verification_service_client::VerificationServiceClient,
    },
};
use uuid::Uuid;

use super::Peers;
use crate::{domain::code::Code, vault::Binding};

/// A code that verification has.
pub(crate) struct Issued {
    /// Handle of the verification.
    pub(crate) handle: String,
    /// The code.
    pub(crate) code: Code,
}

impl Peers {
    /// Has a code sent to a contact.
    pub(crate) async fn start_verification(
        &self,
        request_id: Uuid,
        binding: Binding,
        contact: &Contact,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let request = StartVerificationRequest {
            request_id: request_id.to_string(),
            binding: Some(binding.into()),
            destination: Some(destination(contact)),
            client: Some(client),
            suppress: false,
            conceal: false,
            known_subject: false,
        };
        let answer = self.verifications().start_verification(request).await?;
        issued(answer.into_inner().verification)
    }

    /// Has the same code sent again.
    pub(crate) async fn resend_code(
        &self,
        request_id: Uuid,
        handle: String,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let request = ResendCodeRequest {
            request_id: request_id.to_string(),
            handle,
            client: Some(client),
        };
        let answer = self.verifications().resend_code(request).await?;
        issued(answer.into_inner().verification)
    }

    /// Returns the proof that a code is right.
    pub(crate) async fn check_code(
        &self,
        handle: String,
        code: String,
        binding: Binding,
        idempotency_key: String,
        client: ClientContext,
    ) -> Result<String, Failure> {
        let request = CheckCodeRequest {
            handle,
            code,
            binding: Some(binding.into()),
            idempotency_key,
            client: Some(client),
        };
        let answer = self.verifications().check_code(request).await?;
        Ok(answer.into_inner().proof)
    }

    fn verifications(&self) -> VerificationServiceClient<Peer> {
        VerificationServiceClient::new(self.verification.clone())
    }
}

impl From<Binding> for BindingMessage {
    fn from(binding: Binding) -> Self {
        Self {
            purpose: Purpose::Contact.into(),
            subject: binding.account_id.to_string(),
            payload_digest: binding.payload_digest.to_vec(),
            check_secret: binding.check_secret.to_vec(),
        }
    }
}

/// Addresses a contact.
pub(super) fn destination(contact: &Contact) -> Destination {
    let channel = match contact.channel() {
        Channel::Sms => types::Channel::Sms,
        Channel::Email => types::Channel::Email,
    };
    Destination {
        channel: channel.into(),
        address: contact.value().to_owned(),
    }
}

/// Reads what verification answers; without what its contract promises it is no answer.
fn issued(verification: Option<Verification>) -> Result<Issued, Failure> {
    verification.and_then(read).ok_or_else(|| {
        tracing::error!(
            peer.service = "verification",
            "the peer's answer lacks what its contract promises"
        );
        Failure::Unavailable
    })
}

fn read(verification: Verification) -> Option<Issued> {
    Some(Issued {
        code: Code {
            length: verification.code_length,
            expire_time: timestamp::read(verification.expire_time.as_ref()?)?,
            resend_time: verification.resend_time.as_ref().and_then(timestamp::read),
        },
        handle: verification.handle,
    })
}
