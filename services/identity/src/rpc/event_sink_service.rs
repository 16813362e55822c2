//! `kabinet.identity.v1.EventSinkService`.

use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::event_sink_service_server::EventSinkService;
use tonic::{Request, Response, Status};

use super::{Rpc, status};
use crate::app::receive_event;

#[tonic::async_trait]
impl EventSinkService for Rpc {
    async fn deliver_event(
        &self,
        request: Request<pb::DeliverEventRequest>,
    ) -> Result<Response<pb::DeliverEventResponse>, Status> {
        if let Some(event) = &request.get_ref().event {
            receive_event::run(&self.app, event)
                .await
                .map_err(|error| status::storage(&error))?;
        }
        Ok(Response::new(pb::DeliverEventResponse {}))
    }
}
