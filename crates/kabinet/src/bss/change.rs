//! Pays and charges.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail, ensure};
use kabinet_domain::Money;
use kabinet_env::Env;
use kabinet_feed::{Feed, Plan, lines_of};
use kabinet_proto::subscriptions::v1::SnapshotScope;
use kabinet_refbss::{Change, Directory};
use time::OffsetDateTime;

use super::{Complaints, SOURCE, open};
use crate::{dev::ports::Ports, import::connection, terminal};

/// What is done.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    Pay,
    Charge,
}

/// What is done, to whom, and where.
pub(crate) struct Order {
    pub(crate) deed: Deed,
    pub(crate) contract: String,
    pub(crate) amount: Money,
    pub(crate) directory: PathBuf,
    pub(crate) ports: Ports,
}

/// Changes the books, tells subscriptions the one contract, and says the balances.
pub(crate) async fn change(order: Order) -> anyhow::Result<ExitCode> {
    let env = Env::system();
    let now = env.now();
    // Before the books are changed: what nobody can be told is better not done.
    let Ok(feed) = connection::feed(&order.ports.feed()?, SOURCE, env).await? else {
        bail!("{SOURCE} does not name a source");
    };
    let change = tokio::task::spawn_blocking(move || order.carry_out(now)).await??;
    tell(&feed, &change, now)
        .await
        .context("the books have changed; the next `kabinet dev` tells subscriptions")?;
    terminal::line(&format!(
        "{}: {} -> {}",
        change.record.external_id, change.before, change.after
    ));
    Ok(ExitCode::SUCCESS)
}

impl Order {
    /// Changes the books, which nobody else does meanwhile.
    fn carry_out(self, now: OffsetDateTime) -> anyhow::Result<Change> {
        ensure!(
            self.directory.is_dir(),
            "{} does not exist: `kabinet dev` makes it",
            self.directory.display()
        );
        let directory = Directory::lock(&self.directory)?;
        let mut books = open(&directory, &self.directory)?;
        let change = match self.deed {
            Deed::Pay => books.pay(&self.contract, self.amount, now),
            Deed::Charge => books.charge(&self.contract, self.amount, now),
        }?;
        directory.save(&books)?;
        Ok(change)
    }
}

async fn tell(feed: &Feed, change: &Change, now: OffsetDateTime) -> anyhow::Result<()> {
    let plan = Plan {
        scope: SnapshotScope::Partial,
        as_of: now,
    };
    let lines = lines_of([change.record.clone()]);
    let summary = feed.send(plan, lines, &mut Complaints).await?;
    ensure!(
        summary.took_all(),
        "subscriptions does not take the contract"
    );
    Ok(())
}
