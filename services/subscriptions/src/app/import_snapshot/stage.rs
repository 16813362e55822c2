use std::sync::Arc;

use super::judge::Judged;
use super::{Error, Output};
use crate::app::App;
use crate::domain::snapshot::{Conflicts, Scope, State};
use crate::store;
use crate::store::staging::Progress;

/// Writes a batch down, with how far its snapshot has come; a batch that is known already is only
/// acknowledged.
///
/// It goes on when the caller goes away: a COPY that is left halfway would cost its connection.
pub(crate) async fn stage(app: Arc<App>, judged: Judged) -> Result<Output, Error> {
    tokio::spawn(async move { write(&app, judged).await }).await?
}

async fn write(app: &App, judged: Judged) -> Result<Output, Error> {
    let source_id = judged.source.id();
    let snapshot_id = judged.snapshot_id.uuid();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    store::snapshot::lock_source(&mut transaction, source_id).await?;
    let found = store::snapshot::find(&mut transaction, source_id, judged.snapshot_id).await?;
    let snapshot = found.ok_or(Error::NotFound)?;
    if snapshot.state != State::Open {
        return Err(Error::Ended(snapshot.state));
    }
    let progress = store::staging::progress(&mut transaction, snapshot_id).await?;
    let next_ordinal = judged.first_ordinal.saturating_add(judged.count);
    if next_ordinal <= progress.next_ordinal {
        return Ok(Output {
            next_ordinal: progress.next_ordinal,
            rejected: judged.rejected,
        });
    }
    if judged.first_ordinal != progress.next_ordinal {
        return Err(Error::OutOfOrder {
            next_ordinal: progress.next_ordinal,
        });
    }
    let progress = advanced(progress, &judged);
    store::staging::copy_contracts(&mut transaction, judged.contracts).await?;
    if snapshot.scope == Scope::Complete {
        store::staging::copy_mentions(&mut transaction, judged.mentions).await?;
    }
    store::staging::advance(&mut transaction, snapshot_id, &progress, app.env.now()).await?;
    kabinet_database::commit(transaction, "subscriptions.import_snapshot")
        .await
        .map_err(store::Error::from)?;
    Ok(Output {
        next_ordinal,
        rejected: judged.rejected,
    })
}

fn advanced(mut progress: Progress, judged: &Judged) -> Progress {
    progress.next_ordinal += judged.count;
    progress.checksum = progress.checksum.with(judged.checksum);
    progress.rejected_count += count(judged.rejected.len());
    progress.staged_count += judged.contracts.count().cast_signed();
    progress.conflicts.add(Conflicts {
        count: count(judged.conflicts.len()),
        ordinals: judged.conflicts.clone(),
    });
    progress
}

fn count(length: usize) -> i64 {
    i64::try_from(length).expect("a batch has few records")
}
