//! `kabinet.identity.v1.EventSinkService`.

use kabinet_access::{Caller, CallerKind};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::event_sink_service_server::EventSinkService;
use kabinet_proto::types::v1::{Event, event::Fact};
use kabinet_status::Refusal;
use tonic::{Request, Response, Status};

use super::{Rpc, status};
use crate::app::receive_event;

#[tonic::async_trait]
impl EventSinkService for Rpc {
    async fn deliver_event(
        &self,
        request: Request<pb::DeliverEventRequest>,
    ) -> Result<Response<pb::DeliverEventResponse>, Status> {
        let caller = Caller::of(&request);
        if let Some(event) = &request.get_ref().event {
            check_teller(event, caller)?;
            receive_event::run(&self.app, event)
                .await
                .map_err(status::receive_event)?;
        }
        Ok(Response::new(pb::DeliverEventResponse {}))
    }
}

/// Refuses a fact that its owner did not tell: the sink is open to every service, and another must not
/// make an account active, change its contacts or end access to it.
fn check_teller(event: &Event, caller: &Caller) -> Result<(), Refusal> {
    let is_profile = caller.kind == CallerKind::Service && caller.name == "profile";
    match event.fact {
        Some(
            Fact::ProfileActivated(_) | Fact::ContactPointsChanged(_) | Fact::TakeoverReported(_),
        ) if !is_profile => {
            let message = "only profile tells of profiles and contacts";
            Err(Refusal::permission_denied(
                Reason::CallerNotAllowed,
                message,
            ))
        }
        Some(
            Fact::ProfileActivated(_)
            | Fact::RegistrationConfirmed(_)
            | Fact::RegistrationDiscarded(_)
            | Fact::Notice(_)
            | Fact::NoticeDue(_)
            | Fact::ContactPointsChanged(_)
            | Fact::TakeoverReported(_),
        )
        | None => Ok(()),
    }
}
