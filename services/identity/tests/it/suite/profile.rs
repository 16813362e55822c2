//! Profile without storage: drafts and events in memory.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::profile::v1 as pb;
use kabinet_proto::profile::v1::directory_service_server::DirectoryServiceServer;
use kabinet_proto::profile::v1::draft_service_server::{DraftService, DraftServiceServer};
use kabinet_proto::profile::v1::event_sink_service_server::{
    EventSinkService, EventSinkServiceServer,
};
use kabinet_proto::profile::v1::notification_service_server::{
    NotificationService, NotificationServiceServer,
};
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::{ContactKind, Event, PersonalData};
use kabinet_status::Refusal;
use kabinet_testkit::{By, Failures};
use tonic::{Request, Response, Status};

use super::calls::serve;
use super::directory::Directory;
use super::held::Held;

/// Calls that identity makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ProfileCall {
    PersonalData,
    Contacts,
    Resolve,
    ResolveContacts,
    MatchPersonalData,
    Activate,
    Event,
    Notify,
}

/// Another profile service.
#[derive(Clone, Default)]
pub(crate) struct FakeProfile {
    url: String,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    failures: Failures<ProfileCall>,
    held: Mutex<Option<Arc<Held>>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    drafts: HashMap<String, Draft>,
    answered: HashMap<String, i64>,
    delayed: Vec<pb::PutContactsRequest>,
    activated: Vec<pb::ActivateDraftRequest>,
    discarded: BTreeSet<String>,
    events: Vec<Event>,
    notices: Vec<Event>,
    directory: Directory,
}

/// A draft as identity filled it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) version: i64,
    pub(crate) personal_data: PersonalData,
    pub(crate) mobile: String,
    pub(crate) email: String,
}

impl FakeProfile {
    pub(super) async fn serve() -> Self {
        let mut fake = Self::default();
        let routes = tonic::service::Routes::new(DraftServiceServer::new(fake.clone()))
            .add_service(EventSinkServiceServer::new(fake.clone()))
            .add_service(DirectoryServiceServer::new(fake.clone()))
            .add_service(NotificationServiceServer::new(fake.clone()));
        fake.url = serve(routes).await;
        fake
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Fails the call from now on.
    pub(crate) fn fails(&self, call: ProfileCall, by: By) {
        self.inner.failures.begin(call, by);
    }

    /// Answers everything again.
    pub(crate) fn recovers(&self) {
        self.inner.failures.end();
    }

    pub(crate) fn draft(&self, registration_id: &str) -> Draft {
        self.state()
            .drafts
            .get(registration_id)
            .cloned()
            .unwrap_or_default()
    }

    /// Returns the activations that were asked for, repeats included.
    pub(crate) fn activations(&self) -> Vec<pb::ActivateDraftRequest> {
        self.state().activated.clone()
    }

    /// Returns the facts that arrived.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        self.state()
            .events
            .iter()
            .filter_map(|event| event.fact.clone())
            .collect()
    }

    /// Returns the events that people are to be told, repeats included.
    pub(crate) fn notices(&self) -> Vec<Event> {
        self.state().notices.clone()
    }

    pub(crate) fn was_told_to_discard(&self, registration_id: &str) -> bool {
        let told = |fact: &Fact| match fact {
            Fact::RegistrationDiscarded(fact) => fact.registration_id == registration_id,
            Fact::RegistrationConfirmed(_)
            | Fact::ProfileActivated(_)
            | Fact::Notice(_)
            | Fact::NoticeDue(_)
            | Fact::ContactPointsChanged(_)
            | Fact::TakeoverReported(_) => false,
        };
        self.state().discarded.contains(registration_id) || self.facts().iter().any(told)
    }

    /// Returns the confirmed contact that an account was activated with.
    pub(super) fn registered(&self, account_id: &str) -> Option<pb::ResolvedContact> {
        let state = self.state();
        let activated = state.activated.iter();
        let activation = activated
            .rev()
            .find(|activation| activation.account_id == account_id)?;
        let draft = state.drafts.get(&activation.registration_id)?;
        Some(pb::ResolvedContact {
            kind: activation.confirmed_kind,
            value: match activation.confirmed_kind() {
                ContactKind::Mobile => draft.mobile.clone(),
                ContactKind::Email => draft.email.clone(),
                ContactKind::Unspecified => panic!("a kind is required"),
            },
            logs_in: true,
            recovery_start_time: activation.confirm_time,
            recovery_end_time: None,
        })
    }

    pub(super) fn check(&self, call: ProfileCall) -> Result<(), Status> {
        self.inner.failures.check(call)
    }

    pub(super) fn answers<T>(&self, call: ProfileCall, answer: T) -> Result<Response<T>, Status> {
        self.inner.failures.answer(call, answer).map(Response::new)
    }

    pub(super) fn directory<T>(&self, use_it: impl FnOnce(&mut Directory) -> T) -> T {
        use_it(&mut self.state().directory)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds the next contacts on their way.
    pub(crate) fn holds_contacts(&self) -> Arc<Held> {
        let held = Arc::new(Held::default());
        self.held().replace(Arc::clone(&held));
        held
    }

    /// Lets the contacts arrive at last that nobody answered for; returns the answers.
    pub(crate) fn delayed_contacts_arrive(&self) -> Vec<Result<i64, Status>> {
        let delayed = std::mem::take(&mut self.state().delayed);
        delayed
            .into_iter()
            .map(|request| self.put_these(&request))
            .collect()
    }

    fn held(&self) -> MutexGuard<'_, Option<Arc<Held>>> {
        self.inner
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn put_these(&self, request: &pb::PutContactsRequest) -> Result<i64, Status> {
        let (id, expected) = (&request.registration_id, request.expected_version);
        self.put(&request.request_id, id, expected, |draft| {
            draft.mobile.clone_from(&request.mobile);
            draft.email.clone_from(&request.email);
        })
    }

    fn put(
        &self,
        request_id: &str,
        registration_id: &str,
        expected_version: i64,
        change: impl FnOnce(&mut Draft),
    ) -> Result<i64, Status> {
        let mut state = self.state();
        if let Some(version) = state.answered.get(request_id) {
            return Ok(*version);
        }
        let draft = state.drafts.entry(registration_id.to_owned()).or_default();
        if draft.version != expected_version {
            return Err(conflict(draft.version));
        }
        change(draft);
        draft.version += 1;
        let version = draft.version;
        state.answered.insert(request_id.to_owned(), version);
        Ok(version)
    }
}

fn conflict(version: i64) -> Status {
    Refusal::aborted(Reason::DraftConflict, "another version")
        .metadata("version", version.to_string())
        .into()
}

#[tonic::async_trait]
impl DraftService for FakeProfile {
    async fn put_personal_data(
        &self,
        request: Request<pb::PutPersonalDataRequest>,
    ) -> Result<Response<pb::PutPersonalDataResponse>, Status> {
        self.inner.failures.check(ProfileCall::PersonalData)?;
        let request = request.into_inner();
        let (id, expected) = (&request.registration_id, request.expected_version);
        let draft_version = self.put(&request.request_id, id, expected, |draft| {
            draft.personal_data = request.personal_data.unwrap();
        })?;
        let answer = pb::PutPersonalDataResponse { draft_version };
        let answer = self
            .inner
            .failures
            .answer(ProfileCall::PersonalData, answer)?;
        Ok(Response::new(answer))
    }

    async fn put_contacts(
        &self,
        request: Request<pb::PutContactsRequest>,
    ) -> Result<Response<pb::PutContactsResponse>, Status> {
        let held = self.held().take();
        if let Some(held) = held {
            held.pass().await;
        }
        let request = request.into_inner();
        if let Err(refused) = self.inner.failures.check(ProfileCall::Contacts) {
            self.state().delayed.push(request);
            return Err(refused);
        }
        let draft_version = self.put_these(&request)?;
        let answer = pb::PutContactsResponse { draft_version };
        let answer = self.inner.failures.answer(ProfileCall::Contacts, answer)?;
        Ok(Response::new(answer))
    }

    async fn resolve_draft_contact(
        &self,
        request: Request<pb::ResolveDraftContactRequest>,
    ) -> Result<Response<pb::ResolveDraftContactResponse>, Status> {
        self.inner.failures.check(ProfileCall::Resolve)?;
        let request = request.into_inner();
        let draft = self.draft(&request.registration_id);
        if draft.version != request.draft_version {
            return Err(conflict(draft.version));
        }
        let address = match request.kind() {
            ContactKind::Mobile => draft.mobile,
            ContactKind::Email => draft.email,
            ContactKind::Unspecified => panic!("a kind is required"),
        };
        Ok(Response::new(pb::ResolveDraftContactResponse { address }))
    }

    async fn activate_draft(
        &self,
        request: Request<pb::ActivateDraftRequest>,
    ) -> Result<Response<pb::ActivateDraftResponse>, Status> {
        self.inner.failures.check(ProfileCall::Activate)?;
        let request = request.into_inner();
        let version = self.draft(&request.registration_id).version;
        if version != request.draft_version {
            return Err(conflict(version));
        }
        self.state().activated.push(request);
        Ok(Response::new(pb::ActivateDraftResponse {}))
    }

    async fn discard_draft(
        &self,
        request: Request<pb::DiscardDraftRequest>,
    ) -> Result<Response<pb::DiscardDraftResponse>, Status> {
        self.state()
            .discarded
            .insert(request.into_inner().registration_id);
        Ok(Response::new(pb::DiscardDraftResponse {}))
    }
}

#[tonic::async_trait]
impl EventSinkService for FakeProfile {
    async fn deliver_event(
        &self,
        request: Request<pb::DeliverEventRequest>,
    ) -> Result<Response<pb::DeliverEventResponse>, Status> {
        self.inner.failures.check(ProfileCall::Event)?;
        let event = request.into_inner().event.expect("an event is required");
        self.state().events.push(event);
        Ok(Response::new(pb::DeliverEventResponse {}))
    }
}

#[tonic::async_trait]
impl NotificationService for FakeProfile {
    async fn notify(
        &self,
        request: Request<pb::NotifyRequest>,
    ) -> Result<Response<pb::NotifyResponse>, Status> {
        self.inner.failures.check(ProfileCall::Notify)?;
        let event = request.into_inner().event.expect("an event is required");
        self.state().notices.push(event);
        let answer = pb::NotifyResponse {};
        let answer = self.inner.failures.answer(ProfileCall::Notify, answer)?;
        Ok(Response::new(answer))
    }

    async fn list_inbox(
        &self,
        _: Request<pb::ListInboxRequest>,
    ) -> Result<Response<pb::ListInboxResponse>, Status> {
        Err(Status::unimplemented("identity reads nobody's inbox"))
    }
}
