use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kabinet_env::id::AccountId;
use kabinet_proto::profile::v1 as pb;
use kabinet_proto::profile::v1::directory_service_server::{
    DirectoryService, DirectoryServiceServer,
};
use kabinet_proto::profile::v1::notification_service_server::{
    NotificationService, NotificationServiceServer,
};
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::{ContactKind, Event, Notice};
use kabinet_testkit::serve_in_memory;
use tokio::sync::watch;
use tonic::service::Routes;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};

use super::PATIENCE;

/// Profile as this service meets it: it takes what people are to be told, and knows whose a contact is.
#[derive(Clone, Default)]
pub(crate) struct FakeProfile {
    events: Arc<watch::Sender<Vec<Event>>>,
    directory: Arc<Mutex<Directory>>,
}

#[derive(Default)]
struct Directory {
    /// Contacts by account.
    own: HashMap<String, Vec<pb::ResolvedContact>>,
    asked: usize,
    is_silent: bool,
}

impl FakeProfile {
    pub(super) fn serve(&self) -> Channel {
        let notifications = NotificationServiceServer::new(self.clone());
        let directory = DirectoryServiceServer::new(self.clone());
        serve_in_memory(Routes::new(notifications).add_service(directory))
    }

    /// The person has confirmed a contact.
    pub(crate) fn knows(&self, account_id: AccountId, kind: ContactKind, value: &str) {
        let contact = pb::ResolvedContact {
            kind: kind.into(),
            value: value.to_owned(),
            logs_in: true,
            ..pb::ResolvedContact::default()
        };
        let mut directory = self.directory();
        let own = directory.own.entry(account_id.to_string()).or_default();
        own.push(contact);
    }

    /// Tells nobody's contacts from now on.
    pub(crate) fn keeps_silent(&self) {
        self.directory().is_silent = true;
    }

    /// Returns how often somebody's contacts were asked for.
    pub(crate) fn asked(&self) -> usize {
        self.directory().asked
    }

    fn directory(&self) -> MutexGuard<'_, Directory> {
        let directory = self.directory.lock();
        directory.unwrap_or_else(PoisonError::into_inner)
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

#[tonic::async_trait]
impl DirectoryService for FakeProfile {
    async fn resolve_contacts(
        &self,
        request: Request<pb::ResolveContactsRequest>,
    ) -> Result<Response<pb::ResolveContactsResponse>, Status> {
        let request = request.into_inner();
        assert_eq!(request.purpose(), pb::ContactPurpose::Ownership);
        let mut directory = self.directory();
        directory.asked += 1;
        if directory.is_silent {
            return Err(Status::unavailable("nobody is here"));
        }
        let own = directory.own.get(&request.account_id);
        Ok(Response::new(pb::ResolveContactsResponse {
            contacts: own.cloned().unwrap_or_default(),
            contacts_version: 1,
        }))
    }

    async fn match_personal_data(
        &self,
        _: Request<pb::MatchPersonalDataRequest>,
    ) -> Result<Response<pb::MatchPersonalDataResponse>, Status> {
        Err(Status::unimplemented("subscriptions calls no such method"))
    }
}
