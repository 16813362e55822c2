//! One stream of batches.

use std::time::Duration;

use kabinet_env::Env;
use kabinet_proto::subscriptions::v1::{ImportSnapshotRequest, ImportSnapshotResponse};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

use super::{Feed, FeedError, patience::Tries, position::stream_status, sending::Sending};
use crate::Observer;

/// Most batches that wait for their acknowledgement at the same time.
const WINDOW: usize = 4;

/// Why a stream has ended before its time.
pub(super) enum Broken {
    /// The connection or the server; the next stream goes on.
    Stream(Status),
    Finally(FeedError),
}

impl From<FeedError> for Broken {
    fn from(error: FeedError) -> Self {
        Self::Finally(error)
    }
}

impl From<Status> for Broken {
    fn from(status: Status) -> Self {
        stream_status(status).map_or_else(Self::Finally, Self::Stream)
    }
}

impl<O: Observer> Sending<'_, O> {
    /// Sends until everything is acknowledged.
    pub(super) async fn stream(&mut self, tries: &mut Tries) -> Result<(), Broken> {
        let (requests, outbound) = mpsc::channel(WINDOW);
        for batch in &self.window {
            send(&requests, batch.request(self.snapshot_id));
        }
        let mut answers = self.feed.open(outbound).await?;
        while !(self.window.is_empty() && self.has_read_all()) {
            let room = !self.has_read_all() && self.window.len() < WINDOW;
            tokio::select! {
                answer = answers.message() => {
                    let answer = answer?;
                    self.acknowledge(answer.ok_or_else(|| Status::unavailable("the stream has ended"))?)?;
                    tries.succeeded();
                }
                piece = self.pieces.recv(), if room => {
                    let snapshot_id = self.snapshot_id;
                    if let Some(batch) = self.take(piece).await? {
                        send(&requests, batch.request(snapshot_id));
                    }
                }
                status = silence(self.feed), if !self.window.is_empty() => return Err(status.into()),
            }
        }
        drop(requests);
        // Everything is acknowledged: however this ends, it ends well.
        tokio::select! {
            _ = answers.message() => {}
            _ = silence(self.feed) => {}
        }
        Ok(())
    }
}

impl Feed {
    async fn open(
        &self,
        outbound: mpsc::Receiver<ImportSnapshotRequest>,
    ) -> Result<Streaming<ImportSnapshotResponse>, Status> {
        let mut client = self.client.clone();
        tokio::select! {
            opened = client.import_snapshot(ReceiverStream::new(outbound)) => {
                opened.map(tonic::Response::into_inner)
            }
            status = silence(self) => Err(status),
        }
    }
}

/// Hands a batch to the stream, which has room for a whole window.
///
/// A stream that takes nothing any more has ended: the answers say why.
fn send(requests: &mpsc::Sender<ImportSnapshotRequest>, request: ImportSnapshotRequest) {
    let _ended = requests.try_send(request);
}

async fn silence(feed: &Feed) -> Status {
    let (env, length): (&Env, Duration) = (&feed.env, feed.patience.acknowledgement);
    env.sleep(length).await;
    Status::deadline_exceeded("no acknowledgement came")
}
