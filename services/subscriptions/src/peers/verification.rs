//! Verification: codes that prove ownership.

use kabinet_domain::Channel;
use kabinet_env::id::AccountId;
use kabinet_peer::{Failure, Peer};
use kabinet_proto::timestamp;
use kabinet_proto::types::v1::ClientContext;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::verification_service_client::VerificationServiceClient;
use kabinet_status::read;
use uuid::Uuid;

use super::Peers;
use crate::domain::challenge::{Code, Sending};
use crate::vault::Binding;
use crate::wire;

/// Where a code goes, if it goes out at all.
pub(crate) struct Destination {
    pub(crate) channel: Channel,
    pub(crate) address: String,
    pub(crate) sending: Sending,
    /// Whether it is the person's own contact.
    pub(crate) known_subject: bool,
}

/// A code that verification has.
pub(crate) struct Issued {
    pub(crate) handle: String,
    pub(crate) code: Code,
}

impl Peers {
    pub(crate) async fn start_verification(
        &self,
        request_id: Uuid,
        account_id: AccountId,
        binding: Binding,
        destination: Destination,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let suppress = destination.sending == Sending::Withheld;
        let known_subject = destination.known_subject;
        let request = pb::StartVerificationRequest {
            request_id: request_id.to_string(),
            binding: Some(bound(account_id, &binding)),
            destination: Some(destination.into()),
            client: Some(without_network(client)),
            suppress,
            conceal: true,
            known_subject,
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
            client: Some(without_network(client)),
        };
        let answer = self.verifications().resend_code(request).await?;
        issued(answer.into_inner().verification)
    }

    pub(crate) async fn switch_channel(
        &self,
        request_id: Uuid,
        handle: String,
        account_id: AccountId,
        binding: Binding,
        destination: Destination,
        client: ClientContext,
    ) -> Result<Issued, Failure> {
        let suppress = destination.sending == Sending::Withheld;
        let known_subject = destination.known_subject;
        let request = pb::SwitchChannelRequest {
            request_id: request_id.to_string(),
            handle,
            binding: Some(bound(account_id, &binding)),
            destination: Some(destination.into()),
            client: Some(without_network(client)),
            suppress,
            known_subject,
        };
        let answer = self.verifications().switch_channel(request).await?;
        issued(answer.into_inner().verification)
    }

    /// Returns the proof that the code is right.
    pub(crate) async fn check_code(
        &self,
        handle: String,
        code: String,
        account_id: AccountId,
        binding: Binding,
        idempotency_key: String,
        client: ClientContext,
    ) -> Result<String, Failure> {
        let request = pb::CheckCodeRequest {
            handle,
            code,
            binding: Some(bound(account_id, &binding)),
            idempotency_key,
            client: Some(without_network(client)),
        };
        let answer = self.verifications().check_code(request).await?;
        Ok(answer.into_inner().proof)
    }

    fn verifications(&self) -> VerificationServiceClient<Peer> {
        VerificationServiceClient::new(self.verification.clone())
    }
}

/// Leaves out where a person calls from: their account bounds them, thousands may share a network, and
/// which of them its limits held for would tell whose contact a code goes to.
fn without_network(client: ClientContext) -> ClientContext {
    ClientContext {
        network_address: String::new(),
        ..client
    }
}

/// Tells whether verification refuses because every attempt at a code is spent.
pub(crate) fn is_exhausted(failure: &Failure) -> bool {
    match failure {
        Failure::Refused(status) => read::metadata(status, "state").as_deref() == Some("EXHAUSTED"),
        Failure::Unavailable => false,
    }
}

fn bound(account_id: AccountId, binding: &Binding) -> pb::Binding {
    pb::Binding {
        purpose: pb::Purpose::Ownership.into(),
        subject: account_id.to_string(),
        payload_digest: binding.payload_digest.to_vec(),
        check_secret: binding.check_secret.to_vec(),
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

/// Reads what verification answers; without what its contract promises it is no answer.
fn issued(answer: Option<pb::Verification>) -> Result<Issued, Failure> {
    answer.and_then(verification).ok_or_else(|| {
        tracing::error!(
            peer.service = "verification",
            "the peer's answer lacks what its contract promises"
        );
        Failure::Unavailable
    })
}

fn verification(answer: pb::Verification) -> Option<Issued> {
    Some(Issued {
        code: Code {
            channel: wire::read_channel(answer.channel())?,
            length: answer.code_length,
            expire_time: timestamp::read(answer.expire_time.as_ref()?)?,
            resend_time: answer.resend_time.as_ref().and_then(timestamp::read),
        },
        handle: answer.handle,
    })
}
