//! `kabinet.subscriptions.v1.BssIngestService`.

mod batches;
mod message;
mod streams;

use futures::stream::BoxStream;
use kabinet_access::Caller;
use kabinet_env::id::SnapshotId;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::subscriptions::v1::bss_ingest_service_server::BssIngestService;
use kabinet_proto::timestamp;
use time::OffsetDateTime;
use tonic::{Request, Response, Status, Streaming};

use super::{Rpc, caller_name, status};
use crate::app::import_snapshot::CLOCK_SKEW;
use crate::app::{abort_snapshot, begin_snapshot, commit_snapshot, get_snapshot};
use crate::domain::checksum::Checksum;
use crate::domain::source::Source;

pub(super) use streams::Streams;

#[tonic::async_trait]
impl BssIngestService for Rpc {
    async fn begin_snapshot(
        &self,
        request: Request<pb::BeginSnapshotRequest>,
    ) -> Result<Response<pb::BeginSnapshotResponse>, Status> {
        let source = self.source(&request)?;
        let caller = caller_name(&request);
        let message = request.into_inner();
        let scope = message::read_scope(message.scope()).ok_or_else(status::scope)?;
        let as_of = message.as_of.as_ref().and_then(timestamp::read);
        let as_of = as_of.filter(|as_of| *as_of <= self.latest());
        // The contract demands a UUID, and the codec has looked.
        let request_id = message
            .request_id
            .parse()
            .map_err(|_| status::request_id())?;
        let input = begin_snapshot::Input {
            request: self
                .fingerprints
                .of("BeginSnapshot", &caller, "", request_id, &message),
            source,
            scope,
            as_of: as_of.ok_or_else(status::as_of)?,
        };
        let snapshot = begin_snapshot::run(&self.app, input)
            .await
            .map_err(status::begin_snapshot)?;
        Ok(Response::new(pb::BeginSnapshotResponse {
            snapshot: Some(message::snapshot(snapshot)),
        }))
    }

    type ImportSnapshotStream = BoxStream<'static, Result<pb::ImportSnapshotResponse, Status>>;

    async fn import_snapshot(
        &self,
        request: Request<Streaming<pb::ImportSnapshotRequest>>,
    ) -> Result<Response<Self::ImportSnapshotStream>, Status> {
        let source = self.source(&request)?;
        let permit = self
            .streams
            .admit(&source)
            .ok_or_else(status::too_many_streams)?;
        let batches = batches::run(self.app.clone(), source, request.into_inner(), permit);
        Ok(Response::new(batches))
    }

    async fn commit_snapshot(
        &self,
        request: Request<pb::CommitSnapshotRequest>,
    ) -> Result<Response<pb::CommitSnapshotResponse>, Status> {
        let source = self.source(&request)?;
        let message = request.into_inner();
        let snapshot_id = snapshot_id(&message.snapshot_id)?;
        let input = commit_snapshot::Input {
            source,
            snapshot_id,
            record_count: message.record_count,
            checksum: Checksum::from_sum(message.checksum),
        };
        let snapshot = commit_snapshot::run(self.app.clone(), input)
            .await
            .map_err(|error| status::commit_snapshot(&error))?;
        Ok(Response::new(pb::CommitSnapshotResponse {
            snapshot: Some(message::snapshot(snapshot)),
        }))
    }

    async fn abort_snapshot(
        &self,
        request: Request<pb::AbortSnapshotRequest>,
    ) -> Result<Response<pb::AbortSnapshotResponse>, Status> {
        let source = self.source(&request)?;
        let snapshot_id = snapshot_id(&request.get_ref().snapshot_id)?;
        let input = abort_snapshot::Input {
            source,
            snapshot_id,
        };
        let snapshot = abort_snapshot::run(&self.app, input)
            .await
            .map_err(|error| status::abort_snapshot(&error))?;
        Ok(Response::new(pb::AbortSnapshotResponse {
            snapshot: Some(message::snapshot(snapshot)),
        }))
    }

    async fn get_snapshot(
        &self,
        request: Request<pb::GetSnapshotRequest>,
    ) -> Result<Response<pb::GetSnapshotResponse>, Status> {
        let source = self.source(&request)?;
        let snapshot_id = snapshot_id(&request.get_ref().snapshot_id)?;
        let input = get_snapshot::Input {
            source,
            snapshot_id,
        };
        let snapshot = get_snapshot::run(&self.app, input)
            .await
            .map_err(|error| status::get_snapshot(&error))?;
        Ok(Response::new(pb::GetSnapshotResponse {
            snapshot: Some(message::snapshot(snapshot)),
        }))
    }
}

impl Rpc {
    /// Returns the time after which nothing can have been true yet.
    fn latest(&self) -> OffsetDateTime {
        self.app.env.now() + CLOCK_SKEW
    }

    /// Tells which billing system calls.
    fn source<T>(&self, request: &Request<T>) -> Result<Source, Status> {
        let caller = Caller::of(request);
        Source::find(&self.app.sources, &caller.name).ok_or_else(status::source_unknown)
    }
}

/// What cannot be an id is an id that nothing has.
fn snapshot_id(text: &str) -> Result<SnapshotId, Status> {
    text.parse().map_err(|_| status::snapshot_not_found())
}
