//! People who have forgotten their password, and readers of messages.

use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proof::action::{Action, ActionKind};
use kabinet_proto::google::r#type::Date;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::event_sink_service_client::EventSinkServiceClient;
use kabinet_proto::identity::v1::recovery_service_client::RecoveryServiceClient;
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::{
    Channel, ClientContext, ContactPointsChanged, Event, TakeoverReported,
};
use sqlx::types::Uuid;
use tonic::Status;

use super::Suite;
use super::calls::{Front, timestamp};
use super::person::Person;
use kabinet_testkit::{FakeCodes, Forgery, sign_action};

/// A recovery as whoever started it knows it.
#[derive(Clone)]
pub(crate) struct Recovery<'a> {
    suite: &'a Suite,
    client: ClientContext,
    pub(crate) id: String,
    pub(crate) token: String,
    pub(crate) ticket: String,
}

impl<'a> Person<'a> {
    pub(crate) fn recovery_request(
        &self,
        identifier: &str,
        by: Channel,
    ) -> pb::StartRecoveryRequest {
        pb::StartRecoveryRequest {
            request_id: self.suite.request_id(),
            identifier: identifier.to_owned(),
            channel: by.into(),
            client: Some(self.device.clone()),
        }
    }

    /// Starts a recovery, with a text message for a code.
    pub(crate) async fn recovers(&self, identifier: &str) -> Result<Recovery<'a>, Status> {
        self.recovers_by(identifier, Channel::Sms).await
    }

    pub(crate) async fn recovers_by(
        &self,
        identifier: &str,
        by: Channel,
    ) -> Result<Recovery<'a>, Status> {
        let request = self.recovery_request(identifier, by);
        let answer = self.recoveries().start_recovery(request).await?;
        let answer = answer.into_inner();
        Ok(Recovery {
            suite: self.suite,
            client: self.device.clone(),
            id: answer.recovery.unwrap().recovery_id,
            token: answer.recovery_token,
            ticket: String::new(),
        })
    }

    /// Recovers access up to the ticket.
    pub(crate) async fn holds_a_ticket(&self) -> Recovery<'a> {
        let mut recovery = self.recovers(&self.login).await.unwrap();
        recovery.types(FakeCodes::CODE).await.unwrap();
        recovery
    }

    pub(crate) async fn asks_for_the_login(&self, contact: &str) -> Result<(), Status> {
        let request = self.reminder_request(contact);
        self.recoveries().remind_login(request).await.map(|_| ())
    }

    pub(crate) fn reminder_request(&self, contact: &str) -> pb::RemindLoginRequest {
        pb::RemindLoginRequest {
            request_id: self.suite.request_id(),
            contact: contact.to_owned(),
            client: Some(self.device.clone()),
        }
    }

    pub(crate) fn recoveries(&self) -> RecoveryServiceClient<Front> {
        self.suite.recoveries()
    }
}

impl Recovery<'_> {
    pub(crate) fn verify_request(&self, code: &str) -> pb::VerifyRecoveryCodeRequest {
        pb::VerifyRecoveryCodeRequest {
            request_id: self.suite.request_id(),
            recovery_id: self.id.clone(),
            recovery_token: self.token.clone(),
            code: code.to_owned(),
            client: Some(self.client.clone()),
        }
    }

    pub(crate) async fn types(&mut self, code: &str) -> Result<pb::Recovery, Status> {
        let request = self.verify_request(code);
        let answer = self
            .suite
            .recoveries()
            .verify_recovery_code(request)
            .await?;
        let answer = answer.into_inner();
        self.ticket = answer.recovery_ticket;
        Ok(answer.recovery.unwrap())
    }

    pub(crate) fn match_request(&self, family_name: &str) -> pb::MatchPersonalDataRequest {
        pb::MatchPersonalDataRequest {
            request_id: self.suite.request_id(),
            recovery_id: self.id.clone(),
            recovery_ticket: self.ticket.clone(),
            family_name: family_name.to_owned(),
            birth_date: Some(Date {
                year: 1990,
                month: 5,
                day: 17,
            }),
            region_code: "77".to_owned(),
        }
    }

    pub(crate) async fn claims_to_be(&self, family_name: &str) -> Result<pb::Recovery, Status> {
        let request = self.match_request(family_name);
        let answer = self.suite.recoveries().match_personal_data(request).await?;
        Ok(answer.into_inner().recovery.unwrap())
    }

    pub(crate) fn complete_request(&self, new: &str) -> pb::CompleteRecoveryRequest {
        pb::CompleteRecoveryRequest {
            request_id: self.suite.request_id(),
            recovery_id: self.id.clone(),
            recovery_ticket: self.ticket.clone(),
            new_password: new.to_owned(),
            new_password_confirmation: new.to_owned(),
            client: Some(self.client.clone()),
        }
    }

    pub(crate) async fn sets(&self, new: &str) -> Result<(), Status> {
        let request = self.complete_request(new);
        let mut client = self.suite.recoveries();
        client.complete_recovery(request).await.map(|_| ())
    }
}

impl Suite {
    pub(crate) fn recoveries(&self) -> RecoveryServiceClient<Front> {
        RecoveryServiceClient::new(self.web())
    }

    /// Signs a token about an account as verification does for a message that is read at once.
    pub(crate) fn token(&self, kind: ActionKind, account_id: &str, object_id: Uuid) -> String {
        let day = Duration::from_hours(24);
        self.token_for(day, kind, account_id, object_id, None)
    }

    pub(crate) fn token_for(
        &self,
        lifetime: Duration,
        kind: ActionKind,
        account_id: &str,
        object_id: Uuid,
        forgery: Option<Forgery>,
    ) -> String {
        let action = Action {
            kind,
            account_id: account_id.parse::<AccountId>().unwrap(),
            object_id,
            expire_time: self.env.now() + lifetime,
        };
        sign_action(&action, forgery)
    }

    pub(crate) async fn cancels_recovery(&self, action_token: &str) -> Result<(), Status> {
        let request = pb::CancelRecoveryRequest {
            action_token: action_token.to_owned(),
        };
        self.recoveries().cancel_recovery(request).await.map(|_| ())
    }

    pub(crate) async fn reports_not_me(&self, action_token: &str) -> Result<(), Status> {
        let request = pb::ReportNotMeRequest {
            action_token: action_token.to_owned(),
            language: "pl".to_owned(),
        };
        self.recoveries().report_not_me(request).await.map(|_| ())
    }

    pub(crate) fn event(&self, fact: Fact) -> Event {
        Event {
            event_id: self.request_id(),
            occur_time: Some(timestamp(self.env.now())),
            fact: Some(fact),
        }
    }

    pub(crate) fn contacts_changed(&self, account_id: &str, version: i64) -> Event {
        self.event(Fact::ContactPointsChanged(ContactPointsChanged {
            account_id: account_id.to_owned(),
            contacts_version: version,
        }))
    }

    pub(crate) fn takeover_reported(&self, account_id: &str) -> Event {
        self.event(Fact::TakeoverReported(TakeoverReported {
            account_id: account_id.to_owned(),
            change_id: format!("chg_{}", self.request_id()),
        }))
    }

    /// Delivers an event of that service.
    pub(crate) async fn hears(&self, teller: &'static str, event: &Event) -> Result<(), Status> {
        let request = pb::DeliverEventRequest {
            event: Some(event.clone()),
        };
        let mut sink = EventSinkServiceClient::new(self.called_by(teller));
        sink.deliver_event(request).await.map(|_| ())
    }
}
