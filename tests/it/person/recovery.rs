//! Getting back in.

use kabinet_proto::{
    identity::v1::{
        CancelRecoveryRequest, CompleteRecoveryRequest, CompleteRecoveryResponse,
        MatchPersonalDataRequest, MatchPersonalDataResponse, RemindLoginRequest,
        ReportNotMeRequest, StartRecoveryRequest, StartRecoveryResponse, VerifyRecoveryCodeRequest,
        VerifyRecoveryCodeResponse,
    },
    types::v1::Channel,
};
use tonic::Status;

use super::Person;
use crate::suite::Suite;

impl Person {
    /// Asks to get in without the password; another identifier or channel is another request.
    pub(crate) async fn forgets_password(
        &mut self,
        suite: &Suite,
        identifier: &str,
        channel: Channel,
    ) -> Result<StartRecoveryResponse, Status> {
        let asked = self.requests.start_recovery.as_ref();
        let same = |asked: &StartRecoveryRequest| {
            asked.identifier == identifier && asked.channel() == channel
        };
        if !asked.is_some_and(same) {
            self.requests.start_recovery = Some(StartRecoveryRequest {
                request_id: Self::new_request_id(),
                identifier: identifier.to_owned(),
                channel: channel.into(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.start_recovery.clone();
        let request = request.expect("it has just been made");
        let mut recovery = suite.gateway().recovery();
        let answer = recovery.start_recovery(request).await?.into_inner();
        self.recovery_id = answer.recovery.clone().unwrap().recovery_id;
        self.recovery_token.clone_from(&answer.recovery_token);
        Ok(answer)
    }

    /// Types the code; another code or recovery is another request.
    pub(crate) async fn verifies_recovery_code(
        &mut self,
        suite: &Suite,
    ) -> Result<VerifyRecoveryCodeResponse, Status> {
        let typed = self.requests.verify_recovery.as_ref();
        let same = |typed: &VerifyRecoveryCodeRequest| {
            typed.code == self.code && typed.recovery_id == self.recovery_id
        };
        if !typed.is_some_and(same) {
            self.requests.verify_recovery = Some(VerifyRecoveryCodeRequest {
                request_id: Self::new_request_id(),
                recovery_id: self.recovery_id.clone(),
                recovery_token: self.recovery_token.clone(),
                code: self.code.clone(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.verify_recovery.clone();
        let request = request.expect("it has just been made");
        let mut recovery = suite.gateway().recovery();
        let answer = recovery.verify_recovery_code(request).await?.into_inner();
        self.recovery_ticket.clone_from(&answer.recovery_ticket);
        Ok(answer)
    }

    /// Says who they are, as they did when they registered; another surname is another request.
    pub(crate) async fn matches_personal_data(
        &mut self,
        suite: &Suite,
    ) -> Result<MatchPersonalDataResponse, Status> {
        let said = self.requests.match_personal_data.as_ref();
        let same = |said: &MatchPersonalDataRequest| {
            said.family_name == self.personal_data.family_name
                && said.recovery_id == self.recovery_id
        };
        if !said.is_some_and(same) {
            self.requests.match_personal_data = Some(MatchPersonalDataRequest {
                request_id: Self::new_request_id(),
                recovery_id: self.recovery_id.clone(),
                recovery_ticket: self.recovery_ticket.clone(),
                family_name: self.personal_data.family_name.clone(),
                birth_date: self.personal_data.birth_date,
                region_code: self.personal_data.region_code.clone(),
            });
        }
        let request = self.requests.match_personal_data.clone();
        let request = request.expect("it has just been made");
        let mut recovery = suite.gateway().recovery();
        Ok(recovery.match_personal_data(request).await?.into_inner())
    }

    /// Sets the new password, which the person remembers from then on.
    pub(crate) async fn sets_new_password(
        &mut self,
        suite: &Suite,
        password: &str,
    ) -> Result<CompleteRecoveryResponse, Status> {
        let typed = self.requests.complete_recovery.as_ref();
        let same = |typed: &CompleteRecoveryRequest| {
            typed.new_password == password && typed.recovery_id == self.recovery_id
        };
        if !typed.is_some_and(same) {
            self.requests.complete_recovery = Some(CompleteRecoveryRequest {
                request_id: Self::new_request_id(),
                recovery_id: self.recovery_id.clone(),
                recovery_ticket: self.recovery_ticket.clone(),
                new_password: password.to_owned(),
                new_password_confirmation: password.to_owned(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.complete_recovery.clone();
        let request = request.expect("it has just been made");
        let mut recovery = suite.gateway().recovery();
        let answer = recovery.complete_recovery(request).await?.into_inner();
        password.clone_into(&mut self.password);
        self.requests.login = None;
        Ok(answer)
    }

    /// Gets back in by a code over the channel, with a new password.
    pub(crate) async fn recovers(&mut self, suite: &Suite, channel: Channel, password: &str) {
        let login = self.login.clone();
        let started = self.forgets_password(suite, &login, channel).await;
        started.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
        self.reads_code(suite, channel).await;
        let verified = self.verifies_recovery_code(suite).await;
        verified.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
        let set = self.sets_new_password(suite, password).await;
        set.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
    }

    /// Asks for their login name at their number, with one request however often.
    pub(crate) async fn asks_for_login_once(&mut self, suite: &Suite) -> Result<(), Status> {
        let made = || RemindLoginRequest {
            request_id: Self::new_request_id(),
            contact: self.mobile.clone(),
            client: Some(self.client()),
        };
        let request = self.requests.remind_login.clone().unwrap_or_else(made);
        self.requests.remind_login = Some(request.clone());
        suite.gateway().recovery().remind_login(request).await?;
        Ok(())
    }

    /// Asks for their login name at a contact.
    pub(crate) async fn asks_for_login(&self, suite: &Suite, contact: &str) -> Result<(), Status> {
        let request = RemindLoginRequest {
            request_id: Self::new_request_id(),
            contact: contact.to_owned(),
            client: Some(self.client()),
        };
        suite.gateway().recovery().remind_login(request).await?;
        Ok(())
    }
}

/// Ends a recovery with the token of a message, as whoever reads it can.
pub(crate) async fn cancels_recovery(suite: &Suite, token: &str) -> Result<(), Status> {
    let request = CancelRecoveryRequest {
        action_token: token.to_owned(),
    };
    suite.gateway().recovery().cancel_recovery(request).await?;
    Ok(())
}

/// Says with the token of a message that it was somebody else.
pub(crate) async fn reports_not_me(suite: &Suite, token: &str) -> Result<(), Status> {
    let request = ReportNotMeRequest {
        action_token: token.to_owned(),
        language: "ru".to_owned(),
    };
    suite.gateway().recovery().report_not_me(request).await?;
    Ok(())
}
