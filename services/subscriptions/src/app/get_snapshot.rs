//! Shows a snapshot.

use kabinet_env::id::SnapshotId;
use thiserror::Error;

use super::App;
use crate::domain::snapshot::Snapshot;
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
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Snapshot, Error> {
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    let source_id = input.source.id();
    let found = store::snapshot::find(&mut connection, source_id, input.snapshot_id).await?;
    found.ok_or(Error::NotFound)
}
