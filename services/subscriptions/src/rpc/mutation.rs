//! What the messages of all mutations have in common.

use kabinet_idempotency::Request;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::ClientContext;
use kabinet_status::Refusal;
use prost::Message;

use super::Rpc;

/// A message that changes something.
pub(super) trait Mutation: Message {
    /// Name of the RPC, as idempotency records have it.
    const RPC: &'static str;

    fn request_id(&self) -> &str;

    /// Takes out what the front end tells of the device.
    fn take_client(&mut self) -> Option<ClientContext>;
}

impl Rpc {
    /// Takes the fingerprint of a mutation, and what peers are told of the device.
    ///
    /// The device is no part of what is asked for: whoever repeats a call after changing from Wi-Fi
    /// to the mobile network repeats that call.
    pub(super) fn recognise<M: Mutation>(
        &self,
        caller: &str,
        subject: &str,
        message: &mut M,
    ) -> Result<(Request, ClientContext), Refusal> {
        let client = message.take_client().unwrap_or_default();
        // The contract demands a UUID, and the codec has looked.
        let request_id = message.request_id().parse().map_err(|_| {
            Refusal::invalid_argument(Reason::InvalidRequest, "request_id is not a UUID")
        })?;
        let request = self
            .fingerprints
            .of(M::RPC, caller, subject, request_id, message);
        Ok((request, for_peers(client)))
    }
}

/// Leaves out what no peer needs to know.
fn for_peers(client: ClientContext) -> ClientContext {
    ClientContext {
        // It is identity's.
        device_token: String::new(),
        // Their account bounds a person, and thousands may share a network. Which of them its limits held
        // for would tell whose contact a code goes to.
        network_address: String::new(),
        ..client
    }
}

macro_rules! mutation {
    ($rpc:literal, $message:ident $(, $client:ident)?) => {
        impl Mutation for pb::$message {
            const RPC: &'static str = $rpc;

            fn request_id(&self) -> &str {
                &self.request_id
            }

            fn take_client(&mut self) -> Option<ClientContext> {
                mutation!(@client self $(, $client)?)
            }
        }
    };
    (@client $message:ident) => {
        None
    };
    (@client $message:ident, $client:ident) => {
        $message.$client.take()
    };
}

mutation!("BeginSnapshot", BeginSnapshotRequest);
mutation!("StartLink", StartLinkRequest, client);
mutation!("SubmitProof", SubmitProofRequest, client);
mutation!("ResendChallenge", ResendChallengeRequest, client);
mutation!("SwitchChallenge", SwitchChallengeRequest, client);
mutation!("RenameLink", RenameLinkRequest);
