use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::profile::v1::draft_service_server::{DraftService, DraftServiceServer};
use kabinet_proto::profile::v1::event_sink_service_server::{
    EventSinkService, EventSinkServiceServer,
};
use kabinet_proto::profile::v1::{
    ActivateDraftRequest, ActivateDraftResponse, DeliverEventRequest, DeliverEventResponse,
    DiscardDraftRequest, DiscardDraftResponse, PutContactsRequest, PutContactsResponse,
    PutPersonalDataRequest, PutPersonalDataResponse, ResolveDraftContactRequest,
    ResolveDraftContactResponse,
};
use kabinet_proto::types::v1::{ContactKind, Event};
use kabinet_status::Refusal;
use tokio::sync::watch;
use tonic::service::Routes;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};

/// A profile that keeps drafts in memory, and says no when told to.
#[derive(Clone)]
pub(crate) struct FakeProfile {
    state: Arc<Mutex<State>>,
    events: Arc<watch::Sender<Vec<Event>>>,
}

#[derive(Default)]
struct State {
    drafts: HashMap<String, Draft>,
    versions: HashMap<String, i64>,
    refusal: Option<Refusal>,
    activations: u32,
}

#[derive(Default)]
struct Draft {
    version: i64,
    mobile: String,
    email: String,
}

impl FakeProfile {
    pub(crate) fn start() -> (Self, Channel) {
        let fake = Self {
            state: Arc::default(),
            events: Arc::new(watch::Sender::new(Vec::new())),
        };
        let routes = Routes::new(DraftServiceServer::new(fake.clone()))
            .add_service(EventSinkServiceServer::new(fake.clone()));
        (fake, kabinet_testkit::serve_in_memory(routes))
    }

    /// Refuses every call with a draft from now on.
    pub(crate) fn refuse(&self, refusal: impl Into<Option<Refusal>>) {
        self.state().refusal = refusal.into();
    }

    pub(crate) fn activations(&self) -> u32 {
        self.state().activations
    }

    pub(crate) async fn wait_for_event(&self, wanted: impl Fn(&Event) -> bool) -> Event {
        let mut events = self.events.subscribe();
        let events = events
            .wait_for(|events| events.iter().any(&wanted))
            .await
            .unwrap();
        events.iter().find(|event| wanted(event)).unwrap().clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn put(
        &self,
        registration_id: &str,
        request_id: &str,
        change: impl FnOnce(&mut Draft),
    ) -> Result<i64, Status> {
        let mut state = self.state();
        state.admit()?;
        if let Some(version) = state.versions.get(request_id) {
            return Ok(*version);
        }
        let draft = state.drafts.entry(registration_id.to_owned()).or_default();
        draft.version += 1;
        change(draft);
        let version = draft.version;
        state.versions.insert(request_id.to_owned(), version);
        Ok(version)
    }
}

impl State {
    fn admit(&self) -> Result<(), Status> {
        self.refusal
            .clone()
            .map_or(Ok(()), |refusal| Err(refusal.into()))
    }

    fn draft(&self, id: &str, version: i64) -> Result<&Draft, Status> {
        let draft = self.drafts.get(id).ok_or_else(|| {
            Status::from(Refusal::not_found(Reason::DraftNotFound, "no such draft"))
        })?;
        if draft.version == version {
            Ok(draft)
        } else {
            Err(Refusal::aborted(Reason::DraftConflict, "the draft moved on").into())
        }
    }
}

#[tonic::async_trait]
impl DraftService for FakeProfile {
    async fn put_personal_data(
        &self,
        request: Request<PutPersonalDataRequest>,
    ) -> Result<Response<PutPersonalDataResponse>, Status> {
        let message = request.into_inner();
        let draft_version = self.put(&message.registration_id, &message.request_id, |_| {})?;
        Ok(Response::new(PutPersonalDataResponse { draft_version }))
    }

    async fn put_contacts(
        &self,
        request: Request<PutContactsRequest>,
    ) -> Result<Response<PutContactsResponse>, Status> {
        let message = request.into_inner();
        let draft_version = self.put(&message.registration_id, &message.request_id, |draft| {
            draft.mobile = message.mobile;
            draft.email = message.email;
        })?;
        Ok(Response::new(PutContactsResponse { draft_version }))
    }

    async fn resolve_draft_contact(
        &self,
        request: Request<ResolveDraftContactRequest>,
    ) -> Result<Response<ResolveDraftContactResponse>, Status> {
        let message = request.into_inner();
        let state = self.state();
        state.admit()?;
        let draft = state.draft(&message.registration_id, message.draft_version)?;
        let address = match message.kind() {
            ContactKind::Email => draft.email.clone(),
            _ => draft.mobile.clone(),
        };
        Ok(Response::new(ResolveDraftContactResponse { address }))
    }

    async fn activate_draft(
        &self,
        request: Request<ActivateDraftRequest>,
    ) -> Result<Response<ActivateDraftResponse>, Status> {
        let message = request.into_inner();
        let mut state = self.state();
        state.admit()?;
        state.draft(&message.registration_id, message.draft_version)?;
        state.activations += 1;
        Ok(Response::new(ActivateDraftResponse {}))
    }

    async fn discard_draft(
        &self,
        _: Request<DiscardDraftRequest>,
    ) -> Result<Response<DiscardDraftResponse>, Status> {
        Ok(Response::new(DiscardDraftResponse {}))
    }
}

#[tonic::async_trait]
impl EventSinkService for FakeProfile {
    async fn deliver_event(
        &self,
        request: Request<DeliverEventRequest>,
    ) -> Result<Response<DeliverEventResponse>, Status> {
        let event = request.into_inner().event.unwrap();
        self.events.send_modify(|events| events.push(event));
        Ok(Response::new(DeliverEventResponse {}))
    }
}
