//! What a snapshot changes.

use kabinet_proto::types::v1::UnlinkCause;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::app::{App, notice};
use crate::domain::snapshot::{Conflicts, Outcome, Scope, may_close};
use crate::store::merge::{self, EndedLink, Merge, Merged};
use crate::store::staging::Progress;

/// Writes what is staged, closes what a complete snapshot lacks, and ends the links of earlier
/// holders.
pub(super) async fn run(
    app: &App,
    connection: &mut PgConnection,
    merge: &Merge<'_>,
    scope: Scope,
    progress: Progress,
) -> Result<Outcome, Error> {
    merge::bound(connection).await?;
    // Before anything is inserted: what is new is not missing, and does not count as standing.
    let closed_count = match scope {
        Scope::Complete => close_missing(connection, merge).await?,
        Scope::Partial => 0,
    };
    let mut conflicts = progress.conflicts.clone();
    let merged = if progress.staged_count > 0 {
        merge::join_few_or_many(connection, progress.staged_count).await?;
        conflicts.add(merge::discard_repeats(connection, merge).await?);
        merge::write(connection, merge).await?
    } else {
        Merged::default()
    };
    if !merged.changed_holders.is_empty() {
        let ended = merge::end_links(connection, &merged.changed_holders, merge.now).await?;
        tell(app, connection, &ended, merge.now).await?;
    }
    Ok(outcome(&merged, closed_count, &progress, conflicts))
}

/// Closes the open contracts that the snapshot lacks, unless they are too many; returns how many.
async fn close_missing(connection: &mut PgConnection, merge: &Merge<'_>) -> Result<i64, Error> {
    merge::join_all(connection).await?;
    let missing = merge::count(connection, merge).await?;
    if !may_close(missing.missing, missing.open) {
        return Err(Error::LacksContracts(missing));
    }
    if missing.missing > 0 {
        merge::close(connection, merge).await?;
    }
    Ok(missing.missing)
}

/// Tells everybody whose link has ended.
async fn tell(
    app: &App,
    connection: &mut PgConnection,
    ended: &[EndedLink],
    now: OffsetDateTime,
) -> Result<(), Error> {
    for link in ended {
        let told = notice::Told {
            account_id: link.account_id,
            link_id: link.link_id,
            kind: link.kind,
            // No call of theirs caused it.
            language: "",
        };
        let cause = UnlinkCause::HolderChanged;
        notice::unlinked(&app.env, connection, &told, cause, now).await?;
    }
    Ok(())
}

fn outcome(
    merged: &Merged,
    closed_count: i64,
    progress: &Progress,
    conflicts: Conflicts,
) -> Outcome {
    let created_count = merged.created_count.cast_signed();
    let updated_count = merged.updated_count.cast_signed();
    let taken = progress.next_ordinal - progress.rejected_count;
    Outcome {
        created_count,
        updated_count,
        unchanged_count: taken - created_count - updated_count - conflicts.count,
        closed_count,
        rejected_count: progress.rejected_count,
        conflicts,
    }
}
