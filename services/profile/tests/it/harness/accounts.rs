//! What identity hears of accounts from profile, and tells it of their login names.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::{
        DeliverEventRequest, DeliverEventResponse, GetLoginRequest, GetLoginResponse,
        directory_service_server::{DirectoryService, DirectoryServiceServer},
        event_sink_service_server::{EventSinkService, EventSinkServiceServer},
    },
    types::v1::Event,
};
use kabinet_status::Refusal;
use kabinet_testkit::{FakeIdentity, serve_in_memory};
use tokio::sync::watch;
use tonic::{Request, Response, Status, service::Routes, transport::Channel};

/// Accounts of an identity.
#[derive(Clone, Default)]
pub(crate) struct FakeAccounts {
    events: watch::Sender<Vec<Event>>,
    logins: Arc<Mutex<HashMap<String, String>>>,
}

/// Accounts that are away when their identity is.
#[derive(Clone)]
struct Served {
    accounts: FakeAccounts,
    identity: FakeIdentity,
}

impl FakeAccounts {
    /// Serves them with the sessions of their identity.
    pub(super) fn serve(&self, identity: &FakeIdentity) -> Channel {
        let served = Served {
            accounts: self.clone(),
            identity: identity.clone(),
        };
        let routes = Routes::new(identity.service());
        let routes = routes.add_service(EventSinkServiceServer::new(served.clone()));
        serve_in_memory(routes.add_service(DirectoryServiceServer::new(served)))
    }

    /// Gives an account a login name.
    pub(crate) fn knows(&self, account_id: AccountId, login: &str) {
        let mut logins = self.logins.lock().unwrap();
        logins.insert(account_id.to_string(), login.to_owned());
    }

    /// Waits until events have arrived, and returns all of them.
    pub(crate) async fn events(&self, at_least: usize) -> Vec<Event> {
        let mut events = self.events.subscribe();
        let arrived = events.wait_for(|events| events.len() >= at_least).await;
        arrived.unwrap().clone()
    }
}

#[tonic::async_trait]
impl EventSinkService for Served {
    async fn deliver_event(
        &self,
        request: Request<DeliverEventRequest>,
    ) -> Result<Response<DeliverEventResponse>, Status> {
        self.identity.answers()?;
        let caller = request.metadata().get("kabinet-caller");
        if caller.is_none_or(|caller| caller != "service/profile") {
            return Err(Refusal::permission_denied(Reason::CallerNotAllowed, "who?").into());
        }
        let event = request.into_inner().event.unwrap();
        self.accounts
            .events
            .send_modify(|events| events.push(event));
        Ok(Response::new(DeliverEventResponse {}))
    }
}

#[tonic::async_trait]
impl DirectoryService for Served {
    async fn get_login(
        &self,
        request: Request<GetLoginRequest>,
    ) -> Result<Response<GetLoginResponse>, Status> {
        self.identity.answers()?;
        let logins = self.accounts.logins.lock().unwrap();
        let login = logins.get(&request.get_ref().account_id).cloned();
        let unknown = || Refusal::not_found(Reason::AccountNotFound, "nobody");
        Ok(Response::new(GetLoginResponse {
            login: login.ok_or_else(unknown)?,
        }))
    }
}
