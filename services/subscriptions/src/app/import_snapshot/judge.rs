use std::collections::HashMap;
use std::sync::Arc;

use kabinet_env::id::{ContractId, SnapshotId};
use time::Duration;
use tokio::task::spawn_blocking;

use super::verdict::{self, Verdict};
use super::{Error, Incoming, Input, Rejected, Rules, seal};
use crate::app::App;
use crate::domain::checksum::Checksum;
use crate::domain::source::Source;
use crate::store::copy::Rows;
use crate::store::standing::Standing;
use crate::store::{staged_row, standing};
use crate::vault::Digest;

/// By how much a source's clock may be ahead.
pub(crate) const CLOCK_SKEW: Duration = Duration::hours(1);

/// A batch that only has to be written down.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(super) source: Source,
    pub(super) snapshot_id: SnapshotId,
    pub(super) first_ordinal: i64,
    pub(super) count: i64,
    pub(super) checksum: Checksum,
    pub(super) rejected: Vec<Rejected>,
    /// Ordinals of records that contradict what stands.
    pub(super) conflicts: Vec<i64>,
    /// Records that change something.
    pub(super) contracts: Rows,
    /// Contracts of all others.
    pub(super) mentions: Rows,
}

/// Records with what they are recognised by.
struct Recognised<R> {
    records: Vec<(R, ContractId, Digest)>,
    checksum: Checksum,
}

/// Decides what becomes of each record, and seals what is to be kept.
pub(crate) async fn judge<R: Incoming>(app: Arc<App>, input: Input<R>) -> Result<Judged, Error> {
    let Input {
        source,
        snapshot_id,
        first_ordinal,
        records,
    } = input;
    let (own_app, own_source) = (Arc::clone(&app), source.clone());
    let recognised = spawn_blocking(move || recognise(&own_app, &own_source, records)).await?;
    let ids: Vec<_> = recognised
        .records
        .iter()
        .map(|(_, id, _)| id.uuid())
        .collect();
    let standing = standing::of(&app.pool, source.id(), &ids).await?;
    let judging = move || {
        let mut judged = Judged {
            source,
            snapshot_id,
            first_ordinal,
            count: 0,
            checksum: recognised.checksum,
            rejected: Vec::new(),
            conflicts: Vec::new(),
            contracts: staged_row::rows(),
            mentions: staged_row::mentions(),
        };
        judged.add_all(&app, &recognised.records, &standing);
        judged
    };
    Ok(spawn_blocking(judging).await?)
}

fn recognise<R: Incoming>(app: &App, source: &Source, records: Vec<R>) -> Recognised<R> {
    let mut checksum = Checksum::default();
    let records = records
        .into_iter()
        .map(|record| {
            checksum.add(record.external_id(), record.version());
            let id = source.contract_id(record.external_id());
            let digest = app.vault.record_digest(&record.canonical());
            (record, id, digest)
        })
        .collect();
    Recognised { records, checksum }
}

impl Judged {
    fn add_all<R: Incoming>(
        &mut self,
        app: &App,
        records: &[(R, ContractId, Digest)],
        standing: &HashMap<ContractId, Standing>,
    ) {
        let rules = Rules {
            catalog: &app.catalog,
            latest: app.env.now() + CLOCK_SKEW,
        };
        for (record, id, digest) in records {
            let verdict = verdict::of(record, digest, standing.get(id), &app.vault, &rules);
            let ordinal = self.first_ordinal.saturating_add(self.count);
            self.count += 1;
            match verdict {
                Verdict::Taken(record) => {
                    let row = seal::row(&app.vault, *id, *digest, &record);
                    row.write(&mut self.contracts, self.snapshot_id.uuid(), ordinal);
                    continue;
                }
                Verdict::Stands => {}
                Verdict::Contradicts => self.conflicts.push(ordinal),
                Verdict::Rejected(violations) => self.rejected.push(Rejected {
                    ordinal,
                    violations,
                }),
            }
            // A rejected record too says that its contract exists.
            staged_row::mention(&mut self.mentions, self.snapshot_id.uuid(), *id);
        }
    }
}
