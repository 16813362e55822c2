//! Registering, stage by stage.

use kabinet_proto::{
    identity::v1::{
        AcceptedTerms, ConfirmRegistrationRequest, ConfirmRegistrationResponse,
        GetRegistrationGuideRequest, GetRegistrationRequest, Registration, SendConfirmationRequest,
        SendConfirmationResponse, StartRegistrationRequest, StartRegistrationResponse,
        SubmitContactsRequest, SubmitContactsResponse, SubmitPersonalDataRequest,
        SubmitPersonalDataResponse,
    },
    types::v1::Channel,
};
use tonic::Status;

use super::Person;
use crate::suite::Suite;

impl Person {
    /// Reads the terms, and fills in the form of stage 1.
    pub(crate) async fn reads_terms(&mut self, suite: &Suite) {
        if self.requests.start.is_none() {
            self.requests.start = Some(StartRegistrationRequest {
                request_id: Self::new_request_id(),
                login: self.login.clone(),
                password: self.password.clone(),
                password_confirmation: self.password.clone(),
                terms: current_terms(suite).await,
                client: Some(self.client()),
            });
        }
    }

    /// Stage 1: login name and password, after reading the terms.
    pub(crate) async fn starts(
        &mut self,
        suite: &Suite,
    ) -> Result<StartRegistrationResponse, Status> {
        self.reads_terms(suite).await;
        let request = self.requests.start.clone().expect("it has just been made");
        let mut registration = suite.gateway().registration();
        let answer = registration.start_registration(request).await?.into_inner();
        self.resume_token.clone_from(&answer.resume_token);
        self.registration_id = answer.registration.clone().unwrap().registration_id;
        Ok(answer)
    }

    /// Stage 2: names, birth date and region.
    pub(crate) async fn submits_personal_data(
        &mut self,
        suite: &Suite,
    ) -> Result<SubmitPersonalDataResponse, Status> {
        let made = || SubmitPersonalDataRequest {
            request_id: Self::new_request_id(),
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
            personal_data: Some(self.personal_data.clone()),
        };
        let request = self.requests.personal_data.get_or_insert_with(made).clone();
        let mut registration = suite.gateway().registration();
        Ok(registration
            .submit_personal_data(request)
            .await?
            .into_inner())
    }

    /// Stage 3: mobile number and e-mail address.
    pub(crate) async fn submits_contacts(
        &mut self,
        suite: &Suite,
    ) -> Result<SubmitContactsResponse, Status> {
        let made = || SubmitContactsRequest {
            request_id: Self::new_request_id(),
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
            mobile: self.mobile.clone(),
            email: self.email.clone(),
        };
        let request = self.requests.contacts.get_or_insert_with(made).clone();
        let mut registration = suite.gateway().registration();
        Ok(registration.submit_contacts(request).await?.into_inner())
    }

    /// Asks for a code; asking for one over another channel is another request.
    pub(crate) async fn asks_for_code(
        &mut self,
        suite: &Suite,
        channel: Channel,
    ) -> Result<SendConfirmationResponse, Status> {
        let asked = self.requests.send.as_ref();
        if asked.is_none_or(|asked| asked.channel != i32::from(channel)) {
            self.requests.send = Some(SendConfirmationRequest {
                request_id: Self::new_request_id(),
                registration_id: self.registration_id.clone(),
                resume_token: self.resume_token.clone(),
                channel: channel.into(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.send.clone().expect("it has just been made");
        let mut registration = suite.gateway().registration();
        Ok(registration.send_confirmation(request).await?.into_inner())
    }

    /// Stage 4: types the code; another code is another request.
    pub(crate) async fn confirms(
        &mut self,
        suite: &Suite,
    ) -> Result<ConfirmRegistrationResponse, Status> {
        let typed = self.requests.confirm.as_ref();
        if typed.is_none_or(|typed| typed.code != self.code) {
            self.requests.confirm = Some(ConfirmRegistrationRequest {
                request_id: Self::new_request_id(),
                registration_id: self.registration_id.clone(),
                resume_token: self.resume_token.clone(),
                code: self.code.clone(),
                client: Some(self.client()),
            });
        }
        let request = self
            .requests
            .confirm
            .clone()
            .expect("it has just been made");
        let mut registration = suite.gateway().registration();
        let answer = registration
            .confirm_registration(request)
            .await?
            .into_inner();
        self.grant = answer.grant.clone().unwrap();
        Ok(answer)
    }

    /// Looks how far the registration is.
    pub(crate) async fn looks_at_registration(
        &self,
        suite: &Suite,
    ) -> Result<Registration, Status> {
        let request = GetRegistrationRequest {
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
        };
        let mut registration = suite.gateway().registration();
        let answer = registration.get_registration(request).await?.into_inner();
        Ok(answer.registration.unwrap())
    }

    /// Goes all the way, with a code over the channel.
    pub(crate) async fn registers(&mut self, suite: &Suite, channel: Channel) {
        self.starts(suite).await.unwrap();
        self.submits_personal_data(suite).await.unwrap();
        self.submits_contacts(suite).await.unwrap();
        self.asks_for_code(suite, channel).await.unwrap();
        self.reads_code(suite, channel).await;
        self.confirms(suite).await.unwrap();
    }
}

async fn current_terms(suite: &Suite) -> Vec<AcceptedTerms> {
    let request = GetRegistrationGuideRequest {
        language: "ru".to_owned(),
    };
    let mut registration = suite.gateway().registration();
    let guide = registration
        .get_registration_guide(request)
        .await
        .unwrap()
        .into_inner();
    let accept = |document: kabinet_proto::identity::v1::TermsDocument| AcceptedTerms {
        document_id: document.document_id,
        version: document.version,
    };
    guide.terms.into_iter().map(accept).collect()
}
