//! Getting back in.

use kabinet_proto::{
    identity::v1::{
        CancelRecoveryRequest, CancelRecoveryResponse, CompleteRecoveryRequest,
        CompleteRecoveryResponse, MatchPersonalDataRequest, MatchPersonalDataResponse,
        RemindLoginRequest, RemindLoginResponse, ReportNotMeRequest, ReportNotMeResponse,
        StartRecoveryRequest, StartRecoveryResponse, VerifyRecoveryCodeRequest,
        VerifyRecoveryCodeResponse,
    },
    types::v1::Channel,
};

use super::{Person, requests::same_or_new};
use crate::{
    Kabinet,
    rpc::{Answer, promised},
};

/// The newest recovery, and how far it is.
#[derive(Default)]
pub(super) struct Recovery {
    id: String,
    token: String,
    ticket: String,
}

impl Person {
    /// Asks to get in without the password; another identifier or channel is another request.
    pub async fn forgets_password(
        &mut self,
        suite: &impl Kabinet,
        identifier: &str,
        channel: Channel,
    ) -> Answer<StartRecoveryResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.start_recovery,
            |asked| asked.identifier == identifier && asked.channel() == channel,
            || StartRecoveryRequest {
                request_id,
                identifier: identifier.to_owned(),
                channel: channel.into(),
                client: Some(client),
            },
        );
        let mut recovery = suite.gateway().recovery();
        let answer = recovery.start_recovery(request).await?.into_inner();
        let started = promised(answer.recovery.clone(), "recovery")?;
        self.recovery.id = started.recovery_id;
        self.recovery.token.clone_from(&answer.recovery_token);
        Ok(answer)
    }

    /// Types the code; another code or recovery is another request.
    pub async fn verifies_recovery_code(
        &mut self,
        suite: &impl Kabinet,
    ) -> Answer<VerifyRecoveryCodeResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.verify_recovery,
            |typed| typed.code == self.code && typed.recovery_id == self.recovery.id,
            || VerifyRecoveryCodeRequest {
                request_id,
                recovery_id: self.recovery.id.clone(),
                recovery_token: self.recovery.token.clone(),
                code: self.code.clone(),
                client: Some(client),
            },
        );
        let mut recovery = suite.gateway().recovery();
        let answer = recovery.verify_recovery_code(request).await?.into_inner();
        self.recovery.ticket.clone_from(&answer.recovery_ticket);
        Ok(answer)
    }

    /// Says who they are, as they did when they registered; another surname is another request.
    pub async fn matches_personal_data(
        &mut self,
        suite: &impl Kabinet,
    ) -> Answer<MatchPersonalDataResponse> {
        let request_id = self.new_request_id();
        let request = same_or_new(
            &mut self.requests.match_personal_data,
            |said| {
                said.family_name == self.personal_data.family_name
                    && said.recovery_id == self.recovery.id
            },
            || MatchPersonalDataRequest {
                request_id,
                recovery_id: self.recovery.id.clone(),
                recovery_ticket: self.recovery.ticket.clone(),
                family_name: self.personal_data.family_name.clone(),
                birth_date: self.personal_data.birth_date,
                region_code: self.personal_data.region_code.clone(),
            },
        );
        let mut recovery = suite.gateway().recovery();
        Ok(recovery.match_personal_data(request).await?.into_inner())
    }

    /// Sets the new password, which the person remembers from then on.
    pub async fn sets_new_password(
        &mut self,
        suite: &impl Kabinet,
        password: &str,
    ) -> Answer<CompleteRecoveryResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.complete_recovery,
            |typed| typed.new_password == password && typed.recovery_id == self.recovery.id,
            || CompleteRecoveryRequest {
                request_id,
                recovery_id: self.recovery.id.clone(),
                recovery_ticket: self.recovery.ticket.clone(),
                new_password: password.to_owned(),
                new_password_confirmation: password.to_owned(),
                client: Some(client),
            },
        );
        let mut recovery = suite.gateway().recovery();
        let answer = recovery.complete_recovery(request).await?.into_inner();
        password.clone_into(&mut self.password);
        self.requests.login = None;
        Ok(answer)
    }

    /// Asks for their login name at their number, with one request however often.
    pub async fn asks_for_login_once(
        &mut self,
        suite: &impl Kabinet,
    ) -> Answer<RemindLoginResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let made = || RemindLoginRequest {
            request_id,
            contact: self.mobile.clone(),
            client: Some(client),
        };
        let request = self.requests.remind_login.get_or_insert_with(made).clone();
        let mut recovery = suite.gateway().recovery();
        Ok(recovery.remind_login(request).await?.into_inner())
    }

    /// Asks for their login name at a contact.
    pub async fn asks_for_login(
        &self,
        suite: &impl Kabinet,
        contact: &str,
    ) -> Answer<RemindLoginResponse> {
        let request = RemindLoginRequest {
            request_id: self.new_request_id(),
            contact: contact.to_owned(),
            client: Some(self.client()),
        };
        let mut recovery = suite.gateway().recovery();
        Ok(recovery.remind_login(request).await?.into_inner())
    }
}

/// Ends a recovery with the token of a message, as whoever reads it can.
pub async fn cancels_recovery(suite: &impl Kabinet, token: &str) -> Answer<CancelRecoveryResponse> {
    let request = CancelRecoveryRequest {
        action_token: token.to_owned(),
    };
    let mut recovery = suite.gateway().recovery();
    Ok(recovery.cancel_recovery(request).await?.into_inner())
}

/// Says with the token of a message that it was somebody else.
pub async fn reports_not_me(
    suite: &impl Kabinet,
    token: &str,
    language: &str,
) -> Answer<ReportNotMeResponse> {
    let request = ReportNotMeRequest {
        action_token: token.to_owned(),
        language: language.to_owned(),
    };
    let mut recovery = suite.gateway().recovery();
    Ok(recovery.report_not_me(request).await?.into_inner())
}
