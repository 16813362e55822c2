//! What the messages of all mutations have in common.

use kabinet_idempotency::Request;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::types::v1::ClientContext;
use kabinet_status::Refusal;
use prost::Message;

use super::Rpc;
use crate::app::client::Client;

/// A message that changes something.
pub(super) trait Mutation: Message {
    /// Name of the RPC, as idempotency records have it.
    const RPC: &'static str;

    fn request_id(&self) -> &str;

    /// Takes out what the front end tells of the device.
    fn take_client(&mut self) -> Option<ClientContext>;
}

impl Rpc {
    /// Takes the fingerprint of a mutation, and who sends it.
    ///
    /// The device is no part of what is asked for: whoever repeats a call after changing from Wi-Fi
    /// to the mobile network repeats that call.
    pub(super) fn recognise<M: Mutation>(
        &self,
        caller: String,
        subject: &str,
        message: &mut M,
    ) -> Result<(Request, Client), Refusal> {
        let context = message.take_client();
        // The contract demands a UUID, and the codec has looked.
        let request_id = message.request_id().parse().map_err(|_| {
            Refusal::invalid_argument(Reason::InvalidRequest, "request_id is not a UUID")
        })?;
        let request = self
            .fingerprints
            .of(M::RPC, &caller, subject, request_id, message);
        Ok((request, Client::new(caller, context)))
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

mutation!("StartRegistration", StartRegistrationRequest, client);
mutation!("SubmitPersonalData", SubmitPersonalDataRequest);
mutation!("SubmitContacts", SubmitContactsRequest);
mutation!("SendConfirmation", SendConfirmationRequest, client);
mutation!("ConfirmRegistration", ConfirmRegistrationRequest, client);
mutation!("AbandonRegistration", AbandonRegistrationRequest);
mutation!("Login", LoginRequest, client);
mutation!("RevokeSession", RevokeSessionRequest);
mutation!("RevokeAllSessions", RevokeAllSessionsRequest);
mutation!("Reauthenticate", ReauthenticateRequest, client);
mutation!("ChangePassword", ChangePasswordRequest, client);
mutation!("StartRecovery", StartRecoveryRequest, client);
mutation!("VerifyRecoveryCode", VerifyRecoveryCodeRequest, client);
mutation!("MatchPersonalData", MatchPersonalDataRequest);
mutation!("CompleteRecovery", CompleteRecoveryRequest, client);
mutation!("RemindLogin", RemindLoginRequest, client);
