//! `kabinet.profile.v1.EventSinkService`.

use kabinet_access::{Caller, CallerKind};
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{
        ActivateDraftRequest, DeliverEventRequest, DeliverEventResponse,
        event_sink_service_server::EventSinkService,
    },
    types::v1::{Event, RegistrationConfirmed, event},
};
use kabinet_status::Refusal;
use tonic::{Request, Response, Status};

use super::{Rpc, draft_request, status, violations::Violations};
use crate::app::receive_event::{self, Fact};

#[tonic::async_trait]
impl EventSinkService for Rpc {
    async fn deliver_event(
        &self,
        request: Request<DeliverEventRequest>,
    ) -> Result<Response<DeliverEventResponse>, Status> {
        let caller = Caller::of(&request).clone();
        if let Some(input) = effect(request.into_inner().event, &caller)? {
            receive_event::run(&self.app, input)
                .await
                .map_err(status::receive_event)?;
        }
        Ok(Response::new(DeliverEventResponse {}))
    }
}

/// Reads an event; one that does not concern this service has no effect to remember.
fn effect(event: Option<Event>, caller: &Caller) -> Result<Option<receive_event::Input>, Refusal> {
    let event = event.unwrap_or_default();
    let fact = match event.fact {
        Some(event::Fact::RegistrationConfirmed(fact)) => {
            only_identity(caller)?;
            let message = activation(fact);
            Fact::RegistrationConfirmed(draft_request::activation(&message, caller.to_string())?)
        }
        Some(event::Fact::RegistrationDiscarded(fact)) => {
            only_identity(caller)?;
            let id = draft_request::registration_id(&fact.registration_id)?;
            Fact::RegistrationDiscarded(id)
        }
        // A notice comes through `NotificationService`.
        Some(
            event::Fact::ProfileActivated(_)
            | event::Fact::Notice(_)
            | event::Fact::NoticeDue(_)
            | event::Fact::ContactPointsChanged(_)
            | event::Fact::TakeoverReported(_),
        )
        | None => return Ok(None),
    };
    let mut violations = Violations::default();
    let event_id = violations.read("event.event_id", event.event_id.parse());
    let event_id = event_id.ok_or_else(|| violations.refusal())?;
    Ok(Some(receive_event::Input { event_id, fact }))
}

/// Refuses a fact about a registration that its owner did not tell: the sink is open to every
/// service, `DraftService` to identity alone, and both have the same effects.
fn only_identity(caller: &Caller) -> Result<(), Refusal> {
    if caller.kind == CallerKind::Service && caller.name == "identity" {
        return Ok(());
    }
    let message = "only identity tells facts about registrations";
    Err(Refusal::permission_denied(
        Reason::CallerNotAllowed,
        message,
    ))
}

fn activation(fact: RegistrationConfirmed) -> ActivateDraftRequest {
    ActivateDraftRequest {
        registration_id: fact.registration_id,
        draft_version: fact.draft_version,
        account_id: fact.account_id,
        confirmed_kind: fact.confirmed_kind,
        confirm_time: fact.confirm_time,
    }
}
