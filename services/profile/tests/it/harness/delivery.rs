use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use kabinet_proto::{
    errors::v1::Reason,
    verification::v1::{
        GetDeliveryRequest, GetDeliveryResponse, SendRequest, SendResponse,
        delivery_service_server::{DeliveryService, DeliveryServiceServer},
    },
};
use kabinet_status::Refusal;
use kabinet_testkit::serve_in_memory;
use tokio::sync::watch;
use tonic::{Request, Response, Status, service::Routes, transport::Channel};

use super::{FakeCodes, PATIENCE};

/// Verification's delivery as profile meets it: a queue that takes each request id once.
#[derive(Clone, Default)]
pub(crate) struct FakeDelivery {
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    mood: Mutex<Mood>,
    /// Every request, taken or not.
    attempts: watch::Sender<Vec<SendRequest>>,
    queue: Mutex<Vec<SendRequest>>,
    /// What stands under a request id.
    known: Mutex<HashMap<String, SendRequest>>,
}

/// How verification answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Answers,
    /// Takes nothing and does not say so.
    Away,
    /// Takes the message, and the answer gets lost.
    LosesAnswers,
    /// Has no room.
    Full,
    /// Sends nothing to anybody.
    RefusesDestinations,
}

impl FakeDelivery {
    pub(crate) fn serve(&self, codes: &FakeCodes) -> Channel {
        let routes = Routes::new(DeliveryServiceServer::new(self.clone()));
        serve_in_memory(routes.add_service(codes.service()))
    }

    pub(crate) fn mood(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = mood;
    }

    /// Returns what was taken.
    pub(crate) fn queue(&self) -> Vec<SendRequest> {
        self.state.queue.lock().unwrap().clone()
    }

    /// Returns every request so far.
    pub(crate) fn attempts(&self) -> Vec<SendRequest> {
        self.state.attempts.borrow().clone()
    }

    /// Counts the requests that differ: an event may arrive twice, because a test may let more time pass
    /// than a lease lasts.
    pub(crate) fn requests(&self) -> usize {
        let attempts = self.attempts();
        let ids: HashSet<_> = attempts.iter().map(|request| &request.request_id).collect();
        ids.len()
    }

    /// Waits until this many requests have come.
    pub(crate) async fn attempted(&self, at_least: usize) {
        let mut attempts = self.state.attempts.subscribe();
        let came = attempts.wait_for(|attempts| attempts.len() >= at_least);
        let came = tokio::time::timeout(PATIENCE, came).await;
        came.expect("verification is not asked").unwrap();
    }

    fn take(&self, request: SendRequest) -> Result<(), Refusal> {
        let mut known = self.state.known.lock().unwrap();
        match known.get(&request.request_id) {
            Some(first) if *first == request => {}
            Some(_) => return Err(Refusal::request_id_reused()),
            None => {
                known.insert(request.request_id.clone(), request.clone());
                self.state.queue.lock().unwrap().push(request);
            }
        }
        Ok(())
    }
}

#[tonic::async_trait]
impl DeliveryService for FakeDelivery {
    async fn send(&self, request: Request<SendRequest>) -> Result<Response<SendResponse>, Status> {
        let caller = request.metadata().get("kabinet-caller");
        assert!(caller.is_some_and(|caller| caller == "service/profile"));
        let request = request.into_inner();
        let mood = *self.state.mood.lock().unwrap();
        let answer = match mood {
            Mood::Answers => self.take(request.clone()).map_err(Status::from),
            Mood::Away => Err(Status::unavailable("away")),
            Mood::LosesAnswers => {
                self.take(request.clone())?;
                Err(Status::unavailable("the answer is lost"))
            }
            Mood::Full => {
                let wait = Duration::from_secs(1);
                Err(Refusal::resource_exhausted(Reason::RateLimited, wait, "full").into())
            }
            Mood::RefusesDestinations => {
                let reason = Reason::DestinationUnacceptable;
                Err(Refusal::invalid_argument(reason, "nobody is there").into())
            }
        };
        self.state
            .attempts
            .send_modify(|attempts| attempts.push(request));
        answer?;
        Ok(Response::new(SendResponse {
            delivery_id: "dlv_".to_owned(),
        }))
    }

    async fn get_delivery(
        &self,
        _: Request<GetDeliveryRequest>,
    ) -> Result<Response<GetDeliveryResponse>, Status> {
        Err(Status::unimplemented("profile calls no such method"))
    }
}
