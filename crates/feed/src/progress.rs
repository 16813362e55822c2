//! What is told while a snapshot is sent, and at its end.

use std::io;

use kabinet_proto::subscriptions::v1::SnapshotResult;

use crate::Reject;

/// Records so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records that were handed to the stream.
    pub sent: u64,
    /// Records that subscriptions has stored or rejected.
    pub acknowledged: u64,
    /// Lines that were rejected, here or there.
    pub rejected: u64,
}

/// Is told about a snapshot on its way.
pub trait Observer {
    /// Takes a line that was rejected; a failure ends the sending.
    fn rejected(&mut self, reject: Reject) -> io::Result<()>;

    /// Takes the count of records after each change.
    fn progress(&mut self, progress: Progress);
}

/// What became of a snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Records that were sent and lines that were rejected before.
    pub read: u64,
    /// Lines that were rejected, here or there.
    pub rejected: u64,
    /// What subscriptions says of the records that were sent.
    pub result: SnapshotResult,
}

impl Summary {
    /// Tells whether every line was taken.
    pub fn took_all(&self) -> bool {
        self.rejected == 0 && self.result.conflict_count == 0
    }
}
