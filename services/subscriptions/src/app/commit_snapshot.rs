//! Makes the records of a snapshot visible, all at once.

mod merging;

use std::sync::Arc;

use kabinet_env::id::SnapshotId;
use thiserror::Error;

use super::App;
use crate::domain::checksum::Checksum;
use crate::domain::snapshot::{Snapshot, State};
use crate::domain::source::Source;
use crate::store;
use crate::store::merge::{Merge, Missing};
use crate::store::staging::Progress;

#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) source: Source,
    pub(crate) snapshot_id: SnapshotId,
    /// Records that were sent.
    pub(crate) record_count: i64,
    /// Checksum over them.
    pub(crate) checksum: Checksum,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the source has no such snapshot")]
    NotFound,
    #[error("the snapshot has been aborted")]
    Aborted,
    #[error("what arrived is not what was sent")]
    Incomplete {
        /// Records that arrived.
        record_count: i64,
        /// Checksum over them.
        checksum: Checksum,
    },
    #[error("the snapshot lacks too many contracts")]
    LacksContracts(Missing),
    #[error("the task of the merge was lost")]
    Lost(#[from] tokio::task::JoinError),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// It goes on when the caller goes away, so that a repeat finds it done.
pub(crate) async fn run(app: Arc<App>, input: Input) -> Result<Snapshot, Error> {
    tokio::spawn(async move { commit(&app, input).await }).await?
}

async fn commit(app: &App, input: Input) -> Result<Snapshot, Error> {
    let now = app.env.now();
    let source_id = input.source.id();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    store::snapshot::lock_source(&mut transaction, source_id).await?;
    let found = store::snapshot::find(&mut transaction, source_id, input.snapshot_id).await?;
    let mut snapshot = found.ok_or(Error::NotFound)?;
    match snapshot.state {
        State::Committed => return Ok(snapshot),
        State::Aborted => return Err(Error::Aborted),
        State::Open => {}
    }
    let snapshot_id = snapshot.id.uuid();
    let progress = store::staging::progress(&mut transaction, snapshot_id).await?;
    expect_all(&input, &progress)?;
    let merge = Merge {
        source_id,
        snapshot_id,
        as_of: snapshot.as_of,
        now,
    };
    let outcome = merging::run(app, &mut transaction, &merge, snapshot.scope, progress).await?;
    let next_ordinal = snapshot.next_ordinal;
    store::snapshot::commit(
        &mut transaction,
        source_id,
        snapshot_id,
        next_ordinal,
        &outcome,
        now,
    )
    .await?;
    store::staging::empty(&mut transaction, snapshot_id).await?;
    kabinet_database::commit(transaction, "subscriptions.commit_snapshot")
        .await
        .map_err(store::Error::from)?;
    app.outbox.wake();
    snapshot.state = State::Committed;
    snapshot.end_time = Some(now);
    snapshot.outcome = Some(outcome);
    Ok(snapshot)
}

/// Counts and checks what arrived against what was sent.
fn expect_all(input: &Input, progress: &Progress) -> Result<(), Error> {
    if (input.record_count, input.checksum) == (progress.next_ordinal, progress.checksum) {
        return Ok(());
    }
    Err(Error::Incomplete {
        record_count: progress.next_ordinal,
        checksum: progress.checksum,
    })
}
