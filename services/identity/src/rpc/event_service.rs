//! `kabinet.identity.v1.EventService`.

use kabinet_access::EndUser;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::SecurityEventKind as PbKind;
use kabinet_proto::identity::v1::event_service_server::EventService;
use kabinet_proto::timestamp;
use tonic::{Request, Response, Status};

use super::{Rpc, status};
use crate::app::list_security_events::{self, SecurityEvent};
use crate::app::page::Page;
use crate::domain::security_event::Kind;

#[tonic::async_trait]
impl EventService for Rpc {
    async fn list_security_events(
        &self,
        request: Request<pb::ListSecurityEventsRequest>,
    ) -> Result<Response<pb::ListSecurityEventsResponse>, Status> {
        let user = EndUser::of(&request).clone();
        let message = request.into_inner();
        let page = Page {
            size: message.page_size,
            token: message.page_token,
        };
        let output = list_security_events::run(&self.app, &user, &page)
            .await
            .map_err(status::list_security_events)?;
        Ok(Response::new(pb::ListSecurityEventsResponse {
            events: output.events.into_iter().map(event).collect(),
            next_page_token: output.next_page_token,
            unlisted_failures: output.unlisted_failures,
        }))
    }
}

fn event(event: SecurityEvent) -> pb::SecurityEvent {
    pb::SecurityEvent {
        sequence: event.sequence,
        kind: kind(event.kind).into(),
        occur_time: Some(timestamp::write(event.occur_time)),
        session_id: event
            .session_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
        network_prefix: event.place.network_prefix,
        user_agent: event.place.user_agent,
        unlisted_failures: event.unlisted_failures,
    }
}

fn kind(kind: Kind) -> PbKind {
    match kind {
        Kind::AccountCreated => PbKind::AccountCreated,
        Kind::LoginSucceeded => PbKind::LoginSucceeded,
        Kind::LoginFailed => PbKind::LoginFailed,
        Kind::SessionRevoked => PbKind::SessionRevoked,
        Kind::AllSessionsRevoked => PbKind::AllSessionsRevoked,
        Kind::RefreshTokenReused => PbKind::RefreshTokenReused,
        Kind::PasswordChanged => PbKind::PasswordChanged,
        Kind::Reauthenticated => PbKind::Reauthenticated,
        Kind::RecoveryStarted => PbKind::RecoveryStarted,
        Kind::PasswordReset => PbKind::PasswordReset,
        Kind::RecoveryCanceled => PbKind::RecoveryCanceled,
        Kind::NotMeReported => PbKind::NotMeReported,
        Kind::ContactChangeUndone => PbKind::ContactChangeUndone,
        Kind::LoginContactsChanged => PbKind::LoginContactsChanged,
        Kind::LoginReminded => PbKind::LoginReminded,
    }
}
