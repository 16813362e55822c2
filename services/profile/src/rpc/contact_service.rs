//! `kabinet.profile.v1.ContactService`.

use kabinet_access::EndUser;
use kabinet_domain::ContactKind;
use kabinet_proto::{
    profile::v1::{
        ContactPoint, ContactPointState as StateMessage, ListContactPointsRequest,
        ListContactPointsResponse, contact_service_server::ContactService,
    },
    timestamp,
    types::v1::ContactKind as KindMessage,
};
use tonic::{Request, Response, Status};

use super::{Rpc, caller_name, status};
use crate::{
    app::list_contact_points::{self, MaskedContactPoint},
    domain::contact_point::ContactPointState,
};

#[tonic::async_trait]
impl ContactService for Rpc {
    async fn list_contact_points(
        &self,
        request: Request<ListContactPointsRequest>,
    ) -> Result<Response<ListContactPointsResponse>, Status> {
        let input = list_contact_points::Input {
            account_id: EndUser::of(&request).account_id,
            reader: caller_name(&request),
        };
        let contact_points = list_contact_points::run(&self.app, input)
            .await
            .map_err(status::list_contact_points)?;
        Ok(Response::new(ListContactPointsResponse {
            contact_points: contact_points.into_iter().map(contact_point).collect(),
        }))
    }
}

fn contact_point(contact: MaskedContactPoint) -> ContactPoint {
    ContactPoint {
        kind: match contact.kind {
            ContactKind::Mobile => KindMessage::Mobile,
            ContactKind::Email => KindMessage::Email,
        }
        .into(),
        masked_value: contact.masked_value,
        state: match contact.state {
            ContactPointState::Unconfirmed => StateMessage::Unconfirmed,
            ContactPointState::Confirmed => StateMessage::Confirmed,
        }
        .into(),
        preferred: contact.preferred,
        confirm_time: contact.confirm_time.map(timestamp::write),
        create_time: Some(timestamp::write(contact.create_time)),
    }
}
