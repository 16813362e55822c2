//! Steps that many tests take.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::google::r#type::Date;
use kabinet_proto::identity::v1::{
    AcceptedTerms, ConfirmRegistrationRequest, GetRegistrationRequest, IntrospectRequest,
    LoginRequest, Registration, SendConfirmationRequest, SessionGrant, StartRegistrationRequest,
    SubmitContactsRequest, SubmitPersonalDataRequest,
};
use kabinet_proto::types::v1::{Channel, ClientContext, PersonalData};
use kabinet_status::read;
use tonic::{Code, Status};

use crate::fakes::CODE;
use crate::world::{World, gateway};

pub(crate) const PASSWORD: &str = "violet-Tramway.88 crossing";
pub(crate) const MOBILE: &str = "+79000000001";
pub(crate) const EMAIL: &str = "Ivan@Example.com";

/// A registration under way, as its front end knows it.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    pub(crate) id: String,
    pub(crate) token: String,
}

/// A device in the network of one subscriber.
pub(crate) fn device() -> ClientContext {
    device_at("192.0.2.7")
}

pub(crate) fn device_at(network_address: &str) -> ClientContext {
    ClientContext {
        network_address: network_address.to_owned(),
        device_token: String::new(),
        user_agent: "Browser/1.0".to_owned(),
        language: "ru".to_owned(),
    }
}

pub(crate) fn start_request(request_id: String, login: &str) -> StartRegistrationRequest {
    let terms = ["personal-data-consent", "user-agreement"].map(|document_id| AcceptedTerms {
        document_id: document_id.to_owned(),
        version: "2026-01".to_owned(),
    });
    StartRegistrationRequest {
        request_id,
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        password_confirmation: PASSWORD.to_owned(),
        terms: terms.to_vec(),
        client: Some(device()),
    }
}

impl World {
    pub(crate) async fn start(&self, login: &str) -> Started {
        let request = start_request(self.request_id(), login);
        let answer = self
            .registrations()
            .start_registration(gateway(request))
            .await
            .unwrap();
        let answer = answer.into_inner();
        Started {
            id: answer.registration.unwrap().registration_id,
            token: answer.resume_token,
        }
    }

    pub(crate) fn personal_data_request(&self, started: &Started) -> SubmitPersonalDataRequest {
        SubmitPersonalDataRequest {
            request_id: self.request_id(),
            registration_id: started.id.clone(),
            resume_token: started.token.clone(),
            personal_data: Some(PersonalData {
                family_name: "Testova".to_owned(),
                given_name: "Anna".to_owned(),
                middle_name: String::new(),
                birth_date: Some(Date {
                    year: 1990,
                    month: 5,
                    day: 17,
                }),
                region_code: "RU-MOW".to_owned(),
            }),
        }
    }

    pub(crate) async fn submit_personal_data(
        &self,
        started: &Started,
    ) -> Result<Registration, Status> {
        let request = self.personal_data_request(started);
        let answer = self
            .registrations()
            .submit_personal_data(gateway(request))
            .await?;
        Ok(answer.into_inner().registration.unwrap())
    }

    pub(crate) fn contacts_request(&self, started: &Started) -> SubmitContactsRequest {
        SubmitContactsRequest {
            request_id: self.request_id(),
            registration_id: started.id.clone(),
            resume_token: started.token.clone(),
            mobile: MOBILE.to_owned(),
            email: EMAIL.to_owned(),
        }
    }

    pub(crate) async fn submit_contacts(&self, started: &Started) -> Result<Registration, Status> {
        let request = self.contacts_request(started);
        let answer = self
            .registrations()
            .submit_contacts(gateway(request))
            .await?;
        Ok(answer.into_inner().registration.unwrap())
    }

    pub(crate) async fn send(
        &self,
        started: &Started,
        channel: Channel,
    ) -> Result<Registration, Status> {
        let request = SendConfirmationRequest {
            request_id: self.request_id(),
            registration_id: started.id.clone(),
            resume_token: started.token.clone(),
            channel: channel.into(),
            client: Some(device()),
        };
        let answer = self
            .registrations()
            .send_confirmation(gateway(request))
            .await?;
        Ok(answer.into_inner().registration.unwrap())
    }

    pub(crate) fn confirm_request(
        &self,
        started: &Started,
        code: &str,
    ) -> ConfirmRegistrationRequest {
        ConfirmRegistrationRequest {
            request_id: self.request_id(),
            registration_id: started.id.clone(),
            resume_token: started.token.clone(),
            code: code.to_owned(),
            client: Some(device()),
        }
    }

    pub(crate) async fn confirm(
        &self,
        request: ConfirmRegistrationRequest,
    ) -> Result<SessionGrant, Status> {
        let answer = self
            .registrations()
            .confirm_registration(gateway(request))
            .await?;
        Ok(answer.into_inner().grant.unwrap())
    }

    /// Goes as far as a code by SMS.
    pub(crate) async fn until_code(&self, login: &str) -> Started {
        let started = self.start(login).await;
        self.submit_personal_data(&started).await.unwrap();
        self.submit_contacts(&started).await.unwrap();
        self.send(&started, Channel::Sms).await.unwrap();
        started
    }

    /// Registers a person who confirms by SMS.
    pub(crate) async fn register(&self, login: &str) -> SessionGrant {
        let started = self.until_code(login).await;
        self.confirm(self.confirm_request(&started, CODE))
            .await
            .unwrap()
    }

    pub(crate) async fn registration(&self, started: &Started) -> Result<Registration, Status> {
        let request = GetRegistrationRequest {
            registration_id: started.id.clone(),
            resume_token: started.token.clone(),
        };
        let answer = self
            .registrations()
            .get_registration(gateway(request))
            .await?;
        Ok(answer.into_inner().registration.unwrap())
    }

    pub(crate) fn login_request(&self, identifier: &str, password: &str) -> LoginRequest {
        LoginRequest {
            request_id: self.request_id(),
            identifier: identifier.to_owned(),
            password: password.to_owned(),
            client: Some(device()),
        }
    }

    pub(crate) async fn login(
        &self,
        identifier: &str,
        password: &str,
    ) -> Result<SessionGrant, Status> {
        self.login_as(self.login_request(identifier, password))
            .await
    }

    pub(crate) async fn login_as(&self, request: LoginRequest) -> Result<SessionGrant, Status> {
        let answer = self.sessions().login(gateway(request)).await?;
        Ok(answer.into_inner().grant.unwrap())
    }

    pub(crate) async fn is_live(&self, access_token: &str) -> bool {
        let request = IntrospectRequest {
            access_token: access_token.to_owned(),
        };
        self.sessions()
            .introspect(gateway(request))
            .await
            .unwrap()
            .into_inner()
            .active
    }

    /// Runs a statement as the superuser, who may do what no RPC does yet.
    pub(crate) async fn execute(&self, statement: &'static str) {
        let pool = self.database.admin_pool().await;
        sqlx::query(statement).execute(&pool).await.unwrap();
    }

    pub(crate) async fn count(&self, question: &'static str) -> i64 {
        let pool = self.database.admin_pool().await;
        sqlx::query_scalar(question).fetch_one(&pool).await.unwrap()
    }
}

pub(crate) fn assert_refused<T: std::fmt::Debug>(
    answer: Result<T, Status>,
    code: Code,
    reason: Reason,
) -> Status {
    let status = answer.unwrap_err();
    assert_eq!(
        (status.code(), read::reason(&status)),
        (code, Some(reason)),
        "{status:?}"
    );
    status
}
