//! Registering, stage by stage.

use kabinet_proto::{
    identity::v1::{
        AcceptedTerms, CheckLoginRequest, CheckLoginResponse, CheckPasswordRequest,
        CheckPasswordResponse, ConfirmRegistrationRequest, ConfirmRegistrationResponse,
        GetPasswordPolicyRequest, GetPasswordPolicyResponse, GetRegistrationGuideRequest,
        GetRegistrationGuideResponse, GetRegistrationRequest, Registration,
        SendConfirmationRequest, SendConfirmationResponse, StartRegistrationRequest,
        StartRegistrationResponse, SubmitContactsRequest, SubmitContactsResponse,
        SubmitPersonalDataRequest, SubmitPersonalDataResponse,
    },
    types::v1::Channel,
};

use super::{Person, requests::same_or_new};
use crate::{
    Kabinet,
    rpc::{Answer, promised},
};

impl Person {
    /// Reads what registering takes, and fills in the form of stage 1 with the terms of today.
    pub async fn reads_terms(
        &mut self,
        suite: &impl Kabinet,
    ) -> Answer<GetRegistrationGuideResponse> {
        let request = GetRegistrationGuideRequest {
            language: self.device.language.clone(),
        };
        let mut registration = suite.gateway().registration();
        let answer = registration.get_registration_guide(request).await?;
        let guide = answer.into_inner();
        let (request_id, client) = (self.new_request_id(), self.client());
        self.requests
            .start
            .get_or_insert_with(|| StartRegistrationRequest {
                request_id,
                login: self.login.clone(),
                password: self.password.clone(),
                password_confirmation: self.password.clone(),
                terms: accepted(&guide),
                client: Some(client),
            });
        Ok(guide)
    }

    /// Asks whether a login name can be had.
    pub async fn checks_login(
        &self,
        suite: &impl Kabinet,
        login: &str,
    ) -> Answer<CheckLoginResponse> {
        let request = CheckLoginRequest {
            login: login.to_owned(),
            client: Some(self.client()),
        };
        let mut registration = suite.gateway().registration();
        Ok(registration.check_login(request).await?.into_inner())
    }

    /// Looks at the rules for passwords.
    pub async fn sees_password_policy(
        &self,
        suite: &impl Kabinet,
    ) -> Answer<GetPasswordPolicyResponse> {
        let request = GetPasswordPolicyRequest {};
        let mut registration = suite.gateway().registration();
        Ok(registration
            .get_password_policy(request)
            .await?
            .into_inner())
    }

    /// Asks whether a password is strong enough beside their login name.
    pub async fn checks_password(
        &self,
        suite: &impl Kabinet,
        password: &str,
    ) -> Answer<CheckPasswordResponse> {
        let request = CheckPasswordRequest {
            password: password.to_owned(),
            login: self.login.clone(),
            client: Some(self.client()),
        };
        let mut registration = suite.gateway().registration();
        Ok(registration.check_password(request).await?.into_inner())
    }

    /// Stage 1: login name and password, after reading the terms.
    pub async fn starts(&mut self, suite: &impl Kabinet) -> Answer<StartRegistrationResponse> {
        if self.requests.start.is_none() {
            self.reads_terms(suite).await?;
        }
        let request = promised(self.requests.start.clone(), "terms")?;
        let mut registration = suite.gateway().registration();
        let answer = registration.start_registration(request).await?.into_inner();
        let started = promised(answer.registration.clone(), "registration")?;
        self.registration_id = started.registration_id;
        self.resume_token.clone_from(&answer.resume_token);
        Ok(answer)
    }

    /// Stage 2: names, birth date and region.
    pub async fn submits_personal_data(
        &mut self,
        suite: &impl Kabinet,
    ) -> Answer<SubmitPersonalDataResponse> {
        let request_id = self.new_request_id();
        let made = || SubmitPersonalDataRequest {
            request_id,
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
            personal_data: Some(self.personal_data.clone()),
        };
        let request = self.requests.personal_data.get_or_insert_with(made).clone();
        let mut registration = suite.gateway().registration();
        let answer = registration.submit_personal_data(request).await?;
        Ok(answer.into_inner())
    }

    /// Stage 3: mobile number and e-mail address.
    pub async fn submits_contacts(
        &mut self,
        suite: &impl Kabinet,
    ) -> Answer<SubmitContactsResponse> {
        let request_id = self.new_request_id();
        let made = || SubmitContactsRequest {
            request_id,
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
    pub async fn asks_for_code(
        &mut self,
        suite: &impl Kabinet,
        channel: Channel,
    ) -> Answer<SendConfirmationResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.send,
            |asked| asked.channel() == channel,
            || SendConfirmationRequest {
                request_id,
                registration_id: self.registration_id.clone(),
                resume_token: self.resume_token.clone(),
                channel: channel.into(),
                client: Some(client),
            },
        );
        let mut registration = suite.gateway().registration();
        Ok(registration.send_confirmation(request).await?.into_inner())
    }

    /// Stage 4: types the code; another code is another request.
    pub async fn confirms(&mut self, suite: &impl Kabinet) -> Answer<ConfirmRegistrationResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.confirm,
            |typed| typed.code == self.code,
            || ConfirmRegistrationRequest {
                request_id,
                registration_id: self.registration_id.clone(),
                resume_token: self.resume_token.clone(),
                code: self.code.clone(),
                client: Some(client),
            },
        );
        let mut registration = suite.gateway().registration();
        let answer = registration.confirm_registration(request).await?;
        let answer = answer.into_inner();
        self.grant = promised(answer.grant.clone(), "session")?;
        Ok(answer)
    }

    /// Looks how far the registration is.
    pub async fn looks_at_registration(&self, suite: &impl Kabinet) -> Answer<Registration> {
        let request = GetRegistrationRequest {
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
        };
        let mut registration = suite.gateway().registration();
        let answer = registration.get_registration(request).await?.into_inner();
        promised(answer.registration, "registration")
    }
}

fn accepted(guide: &GetRegistrationGuideResponse) -> Vec<AcceptedTerms> {
    let terms = guide.terms.iter().map(|document| AcceptedTerms {
        document_id: document.document_id.clone(),
        version: document.version.clone(),
    });
    terms.collect()
}
