use std::sync::Arc;

use kabinet_proto::profile::v1 as pb;
use kabinet_proto::profile::v1::notification_service_server::{
    NotificationService, NotificationServiceServer,
};
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::{Event, Notice};
use kabinet_testkit::serve_in_memory;
use tokio::sync::watch;
use tonic::service::Routes;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};

use super::PATIENCE;

/// Profile as this service meets it: it takes what people are to be told.
#[derive(Clone, Default)]
pub(crate) struct FakeProfile {
    events: Arc<watch::Sender<Vec<Event>>>,
}

impl FakeProfile {
    pub(super) fn serve(&self) -> Channel {
        serve_in_memory(Routes::new(NotificationServiceServer::new(self.clone())))
    }

    /// Waits until so many notices have arrived, and returns all of them.
    pub(crate) async fn notices(&self, at_least: usize) -> Vec<Notice> {
        let mut events = self.events.subscribe();
        let arrive = events.wait_for(|events| events.len() >= at_least);
        let arrived = tokio::time::timeout(PATIENCE, arrive).await;
        let arrived = arrived.expect("the notices arrive").unwrap();
        let events = arrived.clone().into_iter();
        events
            .map(|event| match event.fact {
                Some(Fact::Notice(notice)) => notice,
                other => panic!("no notice: {other:?}"),
            })
            .collect()
    }
}

#[tonic::async_trait]
impl NotificationService for FakeProfile {
    async fn notify(
        &self,
        request: Request<pb::NotifyRequest>,
    ) -> Result<Response<pb::NotifyResponse>, Status> {
        let event = request.into_inner().event.unwrap();
        // At least once is what the sender promises: a sink takes each id once.
        self.events.send_modify(|events| {
            if events.iter().all(|known| known.event_id != event.event_id) {
                events.push(event);
            }
        });
        Ok(Response::new(pb::NotifyResponse {}))
    }

    async fn list_inbox(
        &self,
        _: Request<pb::ListInboxRequest>,
    ) -> Result<Response<pb::ListInboxResponse>, Status> {
        Err(Status::unimplemented("subscriptions calls no such method"))
    }
}
