//! Takes the batches of a snapshot. Each is judged without a transaction and staged in one, so that
//! the next may be judged while one is staged.

mod judge;
mod seal;
mod stage;
mod verdict;

use kabinet_env::id::SnapshotId;
use thiserror::Error;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::domain::catalog::Catalog;
use crate::domain::record::{Record, Violation};
use crate::domain::snapshot::State;
use crate::domain::source::Source;
use crate::store;

pub(crate) use judge::{CLOCK_SKEW, Judged, judge};
pub(crate) use stage::stage;

/// A record as it came. What stands already is recognised without reading it.
pub(crate) trait Incoming: Send + Sync + 'static {
    /// Returns the source's own id.
    fn external_id(&self) -> &str;

    /// Returns the version.
    fn version(&self) -> i64;

    /// Returns the one form of everything that the record says.
    fn canonical(&self) -> Zeroizing<Vec<u8>>;

    /// Reads the record, or tells all that is wrong with it.
    fn read(&self, rules: &Rules<'_>) -> Result<Record, Vec<Violation>>;
}

/// By what records are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules<'r> {
    /// Regions that the operator serves.
    pub(crate) catalog: &'r Catalog,
    /// What is said to be true later is a mistake.
    pub(crate) latest: OffsetDateTime,
}

/// A batch.
#[derive(Debug)]
pub(crate) struct Input<R> {
    pub(crate) source: Source,
    pub(crate) snapshot_id: SnapshotId,
    pub(crate) first_ordinal: i64,
    pub(crate) records: Vec<R>,
}

/// A batch that is stored.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) next_ordinal: i64,
    pub(crate) rejected: Vec<Rejected>,
}

/// A record that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejected {
    pub(crate) ordinal: i64,
    pub(crate) violations: Vec<Violation>,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the source has no such snapshot")]
    NotFound,
    #[error("the snapshot has ended")]
    Ended(State),
    #[error("the batch does not follow the last one")]
    OutOfOrder {
        /// Ordinal of the record that is to come next.
        next_ordinal: i64,
    },
    #[error("a task of the import was lost")]
    Lost(#[from] tokio::task::JoinError),
    #[error(transparent)]
    Storage(#[from] store::Error),
}
