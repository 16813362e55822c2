//! The stream of batches: while one is staged, the next is judged.

use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use kabinet_proto::subscriptions::v1 as pb;
use prost::Message as _;
use tokio::sync::OwnedSemaphorePermit;
use tonic::{Status, Streaming};

use super::{message, snapshot_id};
use crate::app::App;
use crate::app::import_snapshot::{self, Input, Judged};
use crate::domain::source::Source;
use crate::rpc::status;

/// How long a source may say nothing.
const IDLE: Duration = Duration::from_mins(1);
/// Batches of one stream in work: one that is staged, and the next.
const IN_WORK: usize = 2;
const MAX_RECORDS: usize = 1_000;
const MAX_BYTES: usize = 512 * 1024;

/// One source's stream.
struct Incoming {
    app: Arc<App>,
    source: Source,
    messages: Streaming<pb::ImportSnapshotRequest>,
    /// Snapshot of the first batch.
    snapshot_id: Option<String>,
    _permit: OwnedSemaphorePermit,
}

/// Takes batches until the source ends the stream, and acknowledges each.
pub(super) fn run(
    app: Arc<App>,
    source: Source,
    messages: Streaming<pb::ImportSnapshotRequest>,
    permit: OwnedSemaphorePermit,
) -> BoxStream<'static, Result<pb::ImportSnapshotResponse, Status>> {
    let incoming = Incoming {
        app: Arc::clone(&app),
        source,
        messages,
        snapshot_id: None,
        _permit: permit,
    };
    stream::try_unfold(incoming, |mut incoming| async move {
        let batch = incoming.next().await?;
        Ok(batch.map(|batch| (batch, incoming)))
    })
    .map({
        let app = Arc::clone(&app);
        move |batch| judged(&app, batch)
    })
    // Not try_buffered: what is wrong with a batch would overtake the answers before it.
    .buffered(IN_WORK)
    .and_then(move |judged| staged(Arc::clone(&app), judged))
    .boxed()
}

/// Judges a batch in a task of its own, which goes on while nobody asks for its result.
fn judged(
    app: &Arc<App>,
    batch: Result<Input<pb::ContractRecord>, Status>,
) -> impl Future<Output = Result<Judged, Status>> + use<> {
    let judging = batch.map(|batch| {
        let app = Arc::clone(app);
        tokio::spawn(import_snapshot::judge(app, batch))
    });
    async move {
        let judged = judging?.await.map_err(import_snapshot::Error::from);
        judged
            .flatten()
            .map_err(|error| status::import_snapshot(&error))
    }
}

async fn staged(app: Arc<App>, judged: Judged) -> Result<pb::ImportSnapshotResponse, Status> {
    import_snapshot::stage(app, judged)
        .await
        .map(message::acknowledgement)
        .map_err(|error| status::import_snapshot(&error))
}

impl Incoming {
    async fn next(&mut self) -> Result<Option<Input<pb::ContractRecord>>, Status> {
        let message = tokio::select! {
            message = self.messages.message() => message?,
            () = self.app.env.sleep(IDLE) => return Err(status::idle()),
        };
        message.map(|message| self.batch(message)).transpose()
    }

    fn batch(
        &mut self,
        message: pb::ImportSnapshotRequest,
    ) -> Result<Input<pb::ContractRecord>, Status> {
        if message.records.len() > MAX_RECORDS || message.encoded_len() > MAX_BYTES {
            return Err(status::batch_too_large());
        }
        let first = self
            .snapshot_id
            .get_or_insert_with(|| message.snapshot_id.clone());
        if *first != message.snapshot_id {
            return Err(status::another_snapshot());
        }
        Ok(Input {
            source: self.source.clone(),
            snapshot_id: snapshot_id(&message.snapshot_id)?,
            first_ordinal: message.first_ordinal,
            records: message.records,
        })
    }
}
