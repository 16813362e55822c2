//! People who register and log in, and what they type.

use kabinet_proto::google::r#type::Date;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::registration_service_client::RegistrationServiceClient;
use kabinet_proto::identity::v1::session_service_client::SessionServiceClient;
use kabinet_proto::types::v1::{Channel, ClientContext, PersonalData};
use tonic::{Response, Status};

use super::Suite;
use super::calls::{Front, device};
use kabinet_testkit::FakeCodes;

/// Stage that a registration stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    PersonalData,
    Contacts,
    /// A code may be asked for.
    Confirmation,
    /// A code has come.
    Code,
}

/// A person with a device. Whatever they type may be changed between the steps.
#[derive(Clone)]
pub(crate) struct Person<'a> {
    pub(super) suite: &'a Suite,
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) mobile: String,
    pub(crate) email: String,
    pub(crate) device: ClientContext,
    pub(crate) registration_id: String,
    pub(crate) resume_token: String,
}

impl<'a> Person<'a> {
    pub(super) fn new(suite: &'a Suite, login: &str, number: u16) -> Self {
        Self {
            suite,
            login: login.to_owned(),
            password: format!("violet-Tramway.{number} crossing"),
            mobile: format!("+7900{number:07}"),
            email: format!("mail{number}@example.com"),
            device: device(number),
            registration_id: String::new(),
            resume_token: String::new(),
        }
    }

    /// The same person at a device that was never seen.
    pub(crate) fn on_another_device(&self) -> Self {
        let stranger = self.suite.person("nobody");
        Self {
            device: stranger.device,
            ..self.clone()
        }
    }

    pub(crate) fn start_request(&self) -> pb::StartRegistrationRequest {
        pb::StartRegistrationRequest {
            request_id: self.suite.request_id(),
            login: self.login.clone(),
            password: self.password.clone(),
            password_confirmation: self.password.clone(),
            terms: current_terms(),
            client: Some(self.device.clone()),
        }
    }

    pub(crate) fn personal_data_request(&self) -> pb::SubmitPersonalDataRequest {
        pb::SubmitPersonalDataRequest {
            request_id: self.suite.request_id(),
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
            personal_data: Some(PersonalData {
                family_name: "Примерова".to_owned(),
                given_name: "Анна".to_owned(),
                middle_name: String::new(),
                birth_date: Some(Date {
                    year: 1990,
                    month: 5,
                    day: 17,
                }),
                region_code: "77".to_owned(),
            }),
        }
    }

    pub(crate) fn contacts_request(&self) -> pb::SubmitContactsRequest {
        pb::SubmitContactsRequest {
            request_id: self.suite.request_id(),
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
            mobile: self.mobile.clone(),
            email: self.email.clone(),
        }
    }

    pub(crate) fn send_request(&self, channel: Channel) -> pb::SendConfirmationRequest {
        pb::SendConfirmationRequest {
            request_id: self.suite.request_id(),
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
            channel: channel.into(),
            client: Some(self.device.clone()),
        }
    }

    pub(crate) fn confirm_request(&self, code: &str) -> pb::ConfirmRegistrationRequest {
        pb::ConfirmRegistrationRequest {
            request_id: self.suite.request_id(),
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
            code: code.to_owned(),
            client: Some(self.device.clone()),
        }
    }

    pub(crate) fn abandon_request(&self) -> pb::AbandonRegistrationRequest {
        pb::AbandonRegistrationRequest {
            request_id: self.suite.request_id(),
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
        }
    }

    pub(crate) fn login_request(&self, identifier: &str, password: &str) -> pb::LoginRequest {
        pb::LoginRequest {
            request_id: self.suite.request_id(),
            identifier: identifier.to_owned(),
            password: password.to_owned(),
            client: Some(self.device.clone()),
        }
    }

    pub(crate) async fn starts(&mut self) -> Result<pb::Registration, Status> {
        let request = self.start_request();
        let started = self
            .registrations()
            .start_registration(request)
            .await?
            .into_inner();
        let registration = started.registration.unwrap();
        self.registration_id
            .clone_from(&registration.registration_id);
        self.resume_token = started.resume_token;
        Ok(registration)
    }

    pub(crate) async fn submits_personal_data(&self) -> Result<pb::Registration, Status> {
        let request = self.personal_data_request();
        let answer = self.registrations().submit_personal_data(request).await?;
        Ok(answer.into_inner().registration.unwrap())
    }

    pub(crate) async fn submits_contacts(&self) -> Result<pb::Registration, Status> {
        let request = self.contacts_request();
        let answer = self.registrations().submit_contacts(request).await?;
        Ok(answer.into_inner().registration.unwrap())
    }

    pub(crate) async fn asks_for_a_code(&self, by: Channel) -> Result<pb::Registration, Status> {
        let request = self.send_request(by);
        let answer = self.registrations().send_confirmation(request).await?;
        Ok(answer.into_inner().registration.unwrap())
    }

    pub(crate) async fn types_the_code(&mut self, code: &str) -> Result<pb::SessionGrant, Status> {
        let request = self.confirm_request(code);
        let answer = self.registrations().confirm_registration(request).await;
        self.keeps(answer.map(|answer| answer.into_inner().grant.unwrap()))
    }

    pub(crate) async fn looks_at_the_registration(&self) -> Result<pb::Registration, Status> {
        let request = pb::GetRegistrationRequest {
            registration_id: self.registration_id.clone(),
            resume_token: self.resume_token.clone(),
        };
        let answer = self.registrations().get_registration(request).await?;
        Ok(answer.into_inner().registration.unwrap())
    }

    pub(crate) async fn abandons(&self) -> Result<(), Status> {
        let request = self.abandon_request();
        self.registrations()
            .abandon_registration(request)
            .await
            .map(|_| ())
    }

    /// Does every stage before the given one.
    pub(crate) async fn registers_until(&mut self, stage: Stage) {
        self.starts().await.unwrap();
        if stage > Stage::PersonalData {
            self.submits_personal_data().await.unwrap();
        }
        if stage > Stage::Contacts {
            self.submits_contacts().await.unwrap();
        }
        if stage > Stage::Confirmation {
            self.asks_for_a_code(Channel::Sms).await.unwrap();
        }
    }

    /// Registers, the mobile number being the contact that is confirmed.
    pub(crate) async fn registers(&mut self) -> pb::SessionGrant {
        self.registers_until(Stage::Code).await;
        self.types_the_code(FakeCodes::CODE).await.unwrap()
    }

    pub(crate) async fn logs_in(&mut self) -> Result<pb::SessionGrant, Status> {
        let login = self.login.clone();
        self.logs_in_as(&login).await
    }

    pub(crate) async fn logs_in_as(
        &mut self,
        identifier: &str,
    ) -> Result<pb::SessionGrant, Status> {
        let password = self.password.clone();
        self.tries(identifier, &password).await
    }

    pub(crate) async fn tries(
        &mut self,
        identifier: &str,
        password: &str,
    ) -> Result<pb::SessionGrant, Status> {
        let request = self.login_request(identifier, password);
        let answer = self.sessions().login(request).await;
        self.keeps(answer.map(|answer| answer.into_inner().grant.unwrap()))
    }

    pub(crate) async fn refreshes(&self, token: &str) -> Result<pb::SessionGrant, Status> {
        let request = pb::RefreshSessionRequest {
            refresh_token: token.to_owned(),
            client: Some(self.device.clone()),
        };
        let answer = self.sessions().refresh_session(request).await;
        answer
            .map(Response::into_inner)
            .map(|answer| answer.grant.unwrap())
    }

    pub(crate) fn registrations(&self) -> RegistrationServiceClient<Front> {
        RegistrationServiceClient::new(self.suite.web())
    }

    pub(crate) fn sessions(&self) -> SessionServiceClient<Front> {
        SessionServiceClient::new(self.suite.web())
    }

    /// A front end keeps the device's token and sends it with every later call.
    fn keeps(
        &mut self,
        grant: Result<pb::SessionGrant, Status>,
    ) -> Result<pb::SessionGrant, Status> {
        if let Ok(grant) = &grant {
            self.device.device_token.clone_from(&grant.device_token);
        }
        grant
    }
}

/// The documents of the guide that ships with identity.
pub(crate) fn current_terms() -> Vec<pb::AcceptedTerms> {
    ["personal-data-consent", "user-agreement"]
        .map(|document_id| pb::AcceptedTerms {
            document_id: document_id.to_owned(),
            version: "2026-01".to_owned(),
        })
        .to_vec()
}
