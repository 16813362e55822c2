//! Begins an import of a source; the one that is open ends.

use kabinet_env::id::SnapshotId;
use kabinet_idempotency::{Recorded, Request};
use thiserror::Error;
use time::OffsetDateTime;

use super::App;
use crate::domain::snapshot::{Scope, Snapshot, State};
use crate::domain::source::Source;
use crate::store;
use crate::store::staging::Progress;

#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) source: Source,
    pub(crate) scope: Scope,
    pub(crate) as_of: OffsetDateTime,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the request id cannot be remembered")]
    Request(#[from] kabinet_idempotency::Error),
    /// The snapshot that the request began has been forgotten.
    #[error("the snapshot of an earlier request is gone")]
    Forgotten,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Snapshot, Error> {
    let now = app.env.now();
    let snapshot = Snapshot {
        id: SnapshotId::new(&app.env),
        scope: input.scope,
        state: State::Open,
        as_of: input.as_of,
        next_ordinal: 0,
        outcome: None,
        create_time: now,
        end_time: None,
    };
    let source_id = input.source.id();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let recorded =
        kabinet_idempotency::record(&mut transaction, &input.request, &snapshot.id, now).await?;
    if let Recorded::Replay(id) = recorded {
        let found = store::snapshot::find(&mut transaction, source_id, id).await?;
        return found.ok_or(Error::Forgotten);
    }
    store::snapshot::lock_source(&mut transaction, source_id).await?;
    store::snapshot::abort_open(&mut transaction, source_id, now).await?;
    store::snapshot::insert(&mut transaction, source_id, &snapshot).await?;
    let progress = Progress::default();
    store::staging::advance(&mut transaction, snapshot.id.uuid(), &progress, now).await?;
    kabinet_database::commit(transaction, "subscriptions.begin_snapshot")
        .await
        .map_err(store::Error::from)?;
    Ok(snapshot)
}
