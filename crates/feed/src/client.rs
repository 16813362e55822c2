//! Sends a snapshot.

mod calls;
mod error;
mod lines;
mod patience;
mod position;
mod sending;
mod source;
mod stream;

use kabinet_env::Env;
use kabinet_proto::subscriptions::v1::{
    AbortSnapshotRequest, BeginSnapshotRequest, CommitSnapshotRequest, Snapshot, SnapshotScope,
    bss_ingest_service_client::BssIngestServiceClient,
};
use time::OffsetDateTime;
use tonic::{service::interceptor::InterceptedService, transport::Channel};

use crate::{Line, Observer, ReadError, Summary};
use calls::{Call, Deadline};
pub use error::FeedError;
pub use patience::Patience;
use sending::{Sending, Sent};
use source::Source;
pub use source::SourceNameError;

/// An answer may name everything that is wrong with a thousand records.
const MAX_ANSWER_BYTES: usize = 16 << 20;

type Client = BssIngestServiceClient<InterceptedService<Channel, Source>>;

/// A billing system, as subscriptions knows it.
#[derive(Clone, Debug)]
pub struct Feed {
    client: Client,
    env: Env,
    patience: Patience,
}

/// What a snapshot is.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How much of the source it holds.
    pub scope: SnapshotScope,
    /// When its records were true, by the source's clock.
    pub as_of: OffsetDateTime,
}

impl Feed {
    /// Makes a feed of a source that calls through a channel.
    pub fn new(channel: Channel, source: &str, env: Env) -> Result<Self, SourceNameError> {
        let source = Source::named(source)?;
        let client = BssIngestServiceClient::with_interceptor(channel, source)
            .max_decoding_message_size(MAX_ANSWER_BYTES);
        Ok(Self {
            client,
            env,
            patience: Patience::default(),
        })
    }

    /// Waits for answers as told.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Sends every line as one snapshot and makes it visible, all at once.
    ///
    /// Lines that are rejected are told to the observer and stop nothing, with one exception: a
    /// complete snapshot would close the contract of a line that does not even name it, so it is
    /// given up.
    pub async fn send<L>(
        &self,
        plan: Plan,
        lines: L,
        observer: &mut impl Observer,
    ) -> Result<Summary, FeedError>
    where
        L: Iterator<Item = Result<Line, ReadError>> + Send + 'static,
    {
        let snapshot = self.begin(plan).await?;
        let sent = Sending::new(self, &snapshot, lines, observer).run().await;
        let snapshot_id = snapshot.snapshot_id;
        match sent.and_then(|sent| complete_enough(plan, sent)) {
            Ok(sent) => self.commit(snapshot_id, sent).await,
            Err(error) => {
                self.abort(snapshot_id).await;
                Err(error)
            }
        }
    }

    async fn begin(&self, plan: Plan) -> Result<Snapshot, FeedError> {
        let request = BeginSnapshotRequest {
            request_id: self.env.uuid_v4().to_string(),
            scope: plan.scope.into(),
            as_of: Some(kabinet_proto::timestamp::write(plan.as_of)),
        };
        let call = Call::new("BeginSnapshot", Deadline::Short, request);
        let answer = self
            .answered(call, async |mut client, request| {
                client.begin_snapshot(request).await
            })
            .await?;
        answer.snapshot.ok_or(FeedError::NoSnapshot)
    }

    async fn commit(&self, snapshot_id: String, sent: Sent) -> Result<Summary, FeedError> {
        let request = CommitSnapshotRequest {
            snapshot_id,
            record_count: sent.records.cast_signed(),
            checksum: sent.checksum,
        };
        let call = Call::new("CommitSnapshot", Deadline::Long, request);
        let answer = self
            .answered(call, async |mut client, request| {
                client.commit_snapshot(request).await
            })
            .await?;
        let result = answer.snapshot.and_then(|snapshot| snapshot.result);
        Ok(Summary {
            read: sent.read,
            rejected: sent.rejected,
            result: result.ok_or(FeedError::NoSnapshot)?,
        })
    }

    /// Tells that the snapshot is given up; an answer changes nothing, since it ends by itself too.
    async fn abort(&self, snapshot_id: String) {
        let request = AbortSnapshotRequest { snapshot_id };
        let request = Call::new("AbortSnapshot", Deadline::Short, request).request();
        let _ = self.client.clone().abort_snapshot(request).await;
    }
}

fn complete_enough(plan: Plan, sent: Sent) -> Result<Sent, FeedError> {
    if plan.scope == SnapshotScope::Complete && sent.unnamed > 0 {
        return Err(FeedError::UnnamedOfComplete {
            lines: sent.unnamed,
        });
    }
    Ok(sent)
}
