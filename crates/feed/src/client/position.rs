//! Where a broken stream goes on.

use kabinet_proto::{
    errors::v1::Reason,
    subscriptions::v1::{GetSnapshotRequest, SnapshotState},
};
use kabinet_status::read;
use tonic::Status;

use super::{
    Feed, FeedError,
    calls::{Call, Deadline, unanswered},
};

const CALL: &str = "GetSnapshot";

impl Feed {
    /// Asks for the ordinal that is to come next; a missing answer is a status.
    pub(super) async fn next_ordinal(
        &self,
        snapshot_id: &str,
    ) -> Result<Result<u64, Status>, FeedError> {
        let request = GetSnapshotRequest {
            snapshot_id: snapshot_id.to_owned(),
        };
        let request = Call::new(CALL, Deadline::Short, request).request();
        let answer = match self.client.clone().get_snapshot(request).await {
            Ok(answer) => answer.into_inner(),
            Err(status) => return unanswered(CALL, status).map(Err),
        };
        let snapshot = answer.snapshot.ok_or(FeedError::NoSnapshot)?;
        if snapshot.state() != SnapshotState::Open {
            return Err(FeedError::Ended);
        }
        u64::try_from(snapshot.next_ordinal)
            .map(Ok)
            .map_err(|_| FeedError::Acknowledgement)
    }
}

/// Returns a status after which the stream is tried again; another refusal is final.
///
/// A batch that does not follow is one whose forerunner was lost with a server: where the stream
/// stands is looked up again.
pub(super) fn stream_status(status: Status) -> Result<Status, FeedError> {
    if read::reason(&status) == Some(Reason::SnapshotOutOfOrder) {
        return Ok(status);
    }
    unanswered("ImportSnapshot", status)
}
