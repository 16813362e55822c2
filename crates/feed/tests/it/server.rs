//! A `BssIngestService` in memory that fails on demand.

mod script;
mod snapshot;

use std::sync::{Arc, Mutex, MutexGuard};

use kabinet_proto::{
    errors::v1::Reason,
    subscriptions::v1::{
        AbortSnapshotRequest, AbortSnapshotResponse, BeginSnapshotRequest, BeginSnapshotResponse,
        CommitSnapshotRequest, CommitSnapshotResponse, GetSnapshotRequest, GetSnapshotResponse,
        ImportSnapshotRequest, ImportSnapshotResponse, SnapshotState,
        bss_ingest_service_server::{BssIngestService, BssIngestServiceServer},
    },
};
use kabinet_status::Refusal;
use kabinet_testkit::serve_in_memory;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Response, Status, Streaming, service::Routes, transport::Channel};

pub(crate) use script::{Cut, Script};
pub(crate) use snapshot::Kept;

/// The server as a test sees it.
#[derive(Clone, Default)]
pub(crate) struct Server {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) script: Script,
    pub(crate) kept: Kept,
    pub(crate) begun: u64,
    pub(crate) streams: u64,
    pub(crate) commits: u64,
    pub(crate) callers: Vec<String>,
    /// Most batches that waited for an acknowledgement at a time.
    pub(crate) most_waiting: usize,
}

impl Server {
    pub(crate) fn start(script: Script) -> (Self, Channel) {
        let server = Self::default();
        server.state().script = script;
        let service = BssIngestServiceServer::new(server.clone());
        (server, serve_in_memory(Routes::new(service)))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Stores a batch or loses it, and says what to answer.
    fn take(
        &self,
        batch: &ImportSnapshotRequest,
    ) -> Result<Option<ImportSnapshotResponse>, Status> {
        let state = &mut *self.state();
        let cut = state.script.cut_before_next();
        if cut == Some(Cut::BeforeStoring) {
            return Err(Status::unavailable("cut"));
        }
        let answer = state.kept.store(batch)?;
        match cut {
            Some(Cut::BeforeAcknowledging) => Err(Status::unavailable("cut")),
            Some(Cut::Ending) => Ok(None),
            Some(Cut::Forgetting) => {
                state.kept.forget();
                Err(Status::unavailable("crashed"))
            }
            Some(Cut::BeforeStoring) | None => Ok(Some(answer)),
        }
    }

    async fn answer(
        self,
        mut batches: Streaming<ImportSnapshotRequest>,
        answers: mpsc::Sender<Result<ImportSnapshotResponse, Status>>,
    ) {
        let awaited = self.state().script.awaited;
        let mut waiting = Vec::new();
        loop {
            let has_to_wait = waiting.is_empty() || self.state().most_waiting < awaited;
            let next = if has_to_wait {
                Some(batches.message().await)
            } else {
                soon(batches.message()).await
            };
            match next {
                Some(Ok(Some(batch))) => {
                    waiting.push(batch);
                    let most = &mut self.state().most_waiting;
                    *most = (*most).max(waiting.len());
                    if awaited > 0 {
                        continue;
                    }
                }
                Some(_) if waiting.is_empty() => return,
                Some(_) | None => {}
            }
            let answer = self.take(&waiting.remove(0)).transpose();
            let Some(answer) = answer else { return };
            let failed = answer.is_err();
            if answers.send(answer).await.is_err() || failed {
                return;
            }
        }
    }
}

/// Waits for as long as anything else has something to do.
async fn soon<T>(work: impl Future<Output = T>) -> Option<T> {
    let idle = async {
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        done = work => Some(done),
        () = idle => None,
    }
}

#[tonic::async_trait]
impl BssIngestService for Server {
    type ImportSnapshotStream = ReceiverStream<Result<ImportSnapshotResponse, Status>>;

    async fn begin_snapshot(
        &self,
        request: Request<BeginSnapshotRequest>,
    ) -> Result<Response<BeginSnapshotResponse>, Status> {
        let state = &mut *self.state();
        state.begun += 1;
        let caller = request.metadata().get("kabinet-caller").unwrap();
        state.callers.push(caller.to_str().unwrap().to_owned());
        if state.script.silent {
            return Err(Status::unavailable("down"));
        }
        let snapshot = Some(state.kept.begin(request.get_ref()));
        Ok(Response::new(BeginSnapshotResponse { snapshot }))
    }

    async fn import_snapshot(
        &self,
        request: Request<Streaming<ImportSnapshotRequest>>,
    ) -> Result<Response<Self::ImportSnapshotStream>, Status> {
        self.state().streams += 1;
        let (sender, answers) = mpsc::channel(1);
        tokio::spawn(self.clone().answer(request.into_inner(), sender));
        Ok(Response::new(ReceiverStream::new(answers)))
    }

    async fn commit_snapshot(
        &self,
        request: Request<CommitSnapshotRequest>,
    ) -> Result<Response<CommitSnapshotResponse>, Status> {
        let state = &mut *self.state();
        state.commits += 1;
        let snapshot = state.kept.commit(request.get_ref())?;
        if std::mem::take(&mut state.script.lose_commit_answer) {
            return Err(Status::unavailable("lost"));
        }
        Ok(Response::new(CommitSnapshotResponse {
            snapshot: Some(snapshot),
        }))
    }

    async fn abort_snapshot(
        &self,
        _: Request<AbortSnapshotRequest>,
    ) -> Result<Response<AbortSnapshotResponse>, Status> {
        let state = &mut *self.state();
        state.kept.snapshot.set_state(SnapshotState::Aborted);
        let snapshot = Some(state.kept.snapshot.clone());
        Ok(Response::new(AbortSnapshotResponse { snapshot }))
    }

    async fn get_snapshot(
        &self,
        _: Request<GetSnapshotRequest>,
    ) -> Result<Response<GetSnapshotResponse>, Status> {
        let snapshot = Some(self.state().kept.snapshot.clone());
        Ok(Response::new(GetSnapshotResponse { snapshot }))
    }
}

/// Refuses for a reason of the contract.
fn refused(reason: Reason) -> Status {
    Refusal::new(Code::FailedPrecondition, reason, "refused by the test").into()
}
