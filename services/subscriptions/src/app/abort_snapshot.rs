//! Gives an open snapshot up.

use kabinet_env::id::SnapshotId;
use thiserror::Error;

use super::App;
use crate::domain::snapshot::{Snapshot, State};
use crate::domain::source::Source;
use crate::store;

#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) source: Source,
    pub(crate) snapshot_id: SnapshotId,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the source has no such snapshot")]
    NotFound,
    #[error("the snapshot has been committed")]
    Committed,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Snapshot, Error> {
    let now = app.env.now();
    let source_id = input.source.id();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    store::snapshot::lock_source(&mut transaction, source_id).await?;
    let found = store::snapshot::find(&mut transaction, source_id, input.snapshot_id).await?;
    let mut snapshot = found.ok_or(Error::NotFound)?;
    match snapshot.state {
        State::Aborted => return Ok(snapshot),
        State::Committed => return Err(Error::Committed),
        State::Open => {}
    }
    // There is one open snapshot of a source: this one.
    store::snapshot::abort_open(&mut transaction, source_id, now).await?;
    kabinet_database::commit(transaction, "subscriptions.abort_snapshot")
        .await
        .map_err(store::Error::from)?;
    snapshot.state = State::Aborted;
    snapshot.end_time = Some(now);
    Ok(snapshot)
}
