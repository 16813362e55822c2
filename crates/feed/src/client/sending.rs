//! A snapshot on its way: what was read, sent and acknowledged.

use std::collections::VecDeque;

use kabinet_proto::subscriptions::v1::{ImportSnapshotResponse, Snapshot};
use tokio::{sync::mpsc, task::JoinHandle};
use tonic::Status;

use super::{
    Feed, FeedError,
    lines::{self, Piece},
    patience::Tries,
    stream::Broken,
};
use crate::{
    Line, Observer, Progress, ReadError, Reject, Violation,
    batch::{Batch, Origin},
    reject::readable_id,
};

/// What was sent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sent {
    /// Contracts that were read, rejected ones included.
    pub(super) read: u64,
    /// Records that were sent, mentions included.
    pub(super) records: u64,
    pub(super) rejected: u64,
    /// Lines of which nobody knows whose they are.
    pub(super) unnamed: u64,
    pub(super) checksum: u64,
}

/// A snapshot that is being sent.
pub(super) struct Sending<'a, O> {
    pub(super) feed: &'a Feed,
    pub(super) snapshot_id: &'a str,
    observer: &'a mut O,
    pub(super) pieces: mpsc::Receiver<Piece>,
    /// The thread that reads, until it has read everything.
    reading: Option<JoinHandle<()>>,
    /// Batches without an acknowledgement, in their order: what the next stream sends again.
    pub(super) window: VecDeque<Batch>,
    sent: Sent,
    acknowledged: u64,
}

impl<'a, O: Observer> Sending<'a, O> {
    pub(super) fn new<L>(
        feed: &'a Feed,
        snapshot: &'a Snapshot,
        lines: L,
        observer: &'a mut O,
    ) -> Self
    where
        L: Iterator<Item = Result<Line, ReadError>> + Send + 'static,
    {
        let (pieces, reading) = lines::read(snapshot.scope(), lines);
        Self {
            feed,
            snapshot_id: &snapshot.snapshot_id,
            observer,
            pieces,
            reading: Some(reading),
            window: VecDeque::new(),
            sent: Sent::default(),
            acknowledged: 0,
        }
    }

    /// Sends everything, in as many streams as it takes.
    pub(super) async fn run(mut self) -> Result<Sent, FeedError> {
        let mut tries = Tries::new(self.feed.patience);
        while self.has_something_to_send().await? {
            match self.stream(&mut tries).await {
                Ok(()) => {}
                Err(Broken::Finally(error)) => return Err(error),
                Err(Broken::Stream(status)) => self.find_position(&mut tries, status).await?,
            }
        }
        Ok(self.sent)
    }

    pub(super) fn has_read_all(&self) -> bool {
        self.reading.is_none()
    }

    /// Waits for a first batch, so that no stream stands open for nothing.
    async fn has_something_to_send(&mut self) -> Result<bool, FeedError> {
        while self.window.is_empty() && !self.has_read_all() {
            let piece = self.pieces.recv().await;
            self.take(piece).await?;
        }
        Ok(!self.window.is_empty())
    }

    /// Takes what was read; returns the batch, where it is one.
    pub(super) async fn take(&mut self, piece: Option<Piece>) -> Result<Option<&Batch>, FeedError> {
        match piece {
            Some(Piece::Batch(batch)) => {
                self.sent.read += batch.line_count();
                self.sent.records += batch.len();
                self.sent.checksum = self.sent.checksum.wrapping_add(batch.checksum());
                self.window.push_back(batch);
                self.tell();
                return Ok(self.window.back());
            }
            Some(Piece::Rejected(reject)) => {
                self.sent.read += 1;
                self.sent.unnamed += u64::from(reject.external_id.is_none());
                self.reject(reject)?;
                self.tell();
            }
            Some(Piece::Failed(error)) => return Err(error.into()),
            None => {
                if let Some(reading) = self.reading.take() {
                    reading.await.map_err(|_| FeedError::ReaderGone)?;
                }
            }
        }
        Ok(None)
    }

    /// Takes the acknowledgement of the oldest batch: there is one a batch.
    pub(super) fn acknowledge(&mut self, answer: ImportSnapshotResponse) -> Result<(), FeedError> {
        let batch = self.window.pop_front();
        let batch = batch.ok_or(FeedError::Acknowledgement)?;
        if answer.next_ordinal < batch.end().cast_signed() {
            return Err(FeedError::Acknowledgement);
        }
        for rejected in answer.rejected {
            let origin = batch.origin(rejected.ordinal);
            let (origin, id) = origin.ok_or(FeedError::Acknowledgement)?;
            if let Origin::Line(line) = origin {
                let violations = rejected.violations.into_iter().map(Violation::from);
                self.reject(Reject {
                    line,
                    external_id: readable_id(id),
                    violations: violations.collect(),
                })?;
            }
        }
        self.acknowledged = batch.end();
        self.tell();
        Ok(())
    }

    /// Waits until subscriptions says where it stands: behind everything that it has acknowledged.
    async fn find_position(&mut self, tries: &mut Tries, status: Status) -> Result<(), FeedError> {
        let mut status = status;
        loop {
            tries
                .pause(&self.feed.env, "ImportSnapshot", status)
                .await?;
            status = match self.feed.next_ordinal(self.snapshot_id).await? {
                Ok(next) if next < self.acknowledged => return Err(FeedError::Lost),
                Ok(next) if next > self.sent.records => return Err(FeedError::Acknowledgement),
                Ok(_) => return Ok(()),
                Err(status) => status,
            };
        }
    }

    fn reject(&mut self, reject: Reject) -> Result<(), FeedError> {
        self.sent.rejected += 1;
        self.observer.rejected(reject).map_err(FeedError::Observer)
    }

    fn tell(&mut self) {
        self.observer.progress(Progress {
            sent: self.sent.records,
            acknowledged: self.acknowledged,
            rejected: self.sent.rejected,
        });
    }
}
