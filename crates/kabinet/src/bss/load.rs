//! Brings the whole books into subscriptions.

use std::path::Path;

use anyhow::bail;
use kabinet_env::Env;
use kabinet_feed::{Plan, Summary, lines_of};
use kabinet_proto::subscriptions::v1::{ContractRecord, SnapshotScope};
use kabinet_refbss::{Books, Directory, DirectoryError};
use time::OffsetDateTime;
use tonic::transport::Endpoint;

use super::{Complaints, SOURCE};
use crate::import::connection;

/// Seed of the operator that everybody gets.
const SEED: u64 = 1;

/// Makes books where there are none, lets the days pass that have passed, and tells subscriptions
/// everything; what it knows already costs a look.
pub(crate) async fn load(directory: &Path, endpoint: &Endpoint) -> anyhow::Result<Summary> {
    let env = Env::system();
    let now = env.now();
    let path = directory.to_owned();
    let records = tokio::task::spawn_blocking(move || current_records(&path, now)).await??;
    let Ok(feed) = connection::feed(endpoint, SOURCE, env).await? else {
        bail!("{SOURCE} does not name a source");
    };
    let plan = Plan {
        scope: SnapshotScope::Complete,
        as_of: now,
    };
    Ok(feed.send(plan, lines_of(records), &mut Complaints).await?)
}

fn current_records(
    path: &Path,
    now: OffsetDateTime,
) -> Result<Vec<ContractRecord>, DirectoryError> {
    let directory = Directory::lock(path)?;
    let (mut books, made) = match directory.open()? {
        Some(books) => (books, 0),
        None => (Books::generate(SEED, now), 1),
    };
    if made + books.advance(now) > 0 {
        directory.save(&books)?;
    }
    Ok(books.records().collect())
}
