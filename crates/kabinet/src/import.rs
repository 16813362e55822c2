//! Loads contracts from a file into subscriptions.

pub(crate) mod connection;
mod display;
mod rejects;
mod summary;
mod watch;

use std::{fs::File, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use kabinet_env::Env;
use kabinet_feed::{Format, Plan, ReadError, Reader, Summary, conflicts};
use kabinet_proto::subscriptions::v1::SnapshotScope;
use time::OffsetDateTime;
use tokio::time::Instant;
use tonic::transport::Endpoint;

use crate::terminal;
use display::Display;
use watch::Watch;

/// Exit code of an import that took some lines and not all of them.
const EXIT_CODE_REJECTED: u8 = 3;

/// What to load, and where.
pub(crate) struct Import {
    pub(crate) file: PathBuf,
    pub(crate) format: Format,
    pub(crate) source: String,
    pub(crate) scope: SnapshotScope,
    pub(crate) as_of: Option<OffsetDateTime>,
    pub(crate) endpoint: Endpoint,
    pub(crate) rejects: PathBuf,
}

/// Loads the file and says what became of it.
pub(crate) async fn run(import: Import) -> anyhow::Result<ExitCode> {
    let env = Env::system();
    let file = import.open()?;
    let plan = Plan {
        scope: import.scope,
        as_of: match import.as_of {
            Some(time) => time,
            // The same file twice is the same snapshot.
            None => file.metadata()?.modified()?.into(),
        },
    };
    let display = Display::new(file.metadata()?.len());
    // What is wrong with a header is told before anybody is called.
    let lines = Reader::open(import.format, display.watched(file), plan.as_of)
        .map_err(|error| import.unreadable(error))?;
    let feed = match connection::feed(&import.endpoint, &import.source, env).await? {
        Ok(feed) => feed,
        Err(refused) => return Ok(refused),
    };
    let mut watch = Watch::new(display, &import.rejects);
    let started = Instant::now();
    let sent = feed.send(plan, lines, &mut watch).await;
    watch.end();
    let summary = match sent {
        Ok(summary) => summary,
        Err(error) => {
            watch.rejects.finish()?;
            return connection::failed(error);
        }
    };
    import.note_conflicts(plan, &summary, &mut watch)?;
    watch.rejects.finish()?;
    summary::print(&summary, started.elapsed(), &watch.rejects);
    Ok(if summary.took_all() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(EXIT_CODE_REJECTED)
    })
}

impl Import {
    fn open(&self) -> anyhow::Result<File> {
        File::open(&self.file).with_context(|| format!("{} cannot be opened", self.file.display()))
    }

    fn unreadable(&self, error: ReadError) -> anyhow::Error {
        anyhow::Error::new(error).context(self.file.display().to_string())
    }

    /// Writes contradicting records beside the rejected ones; they are few.
    fn note_conflicts(
        &self,
        plan: Plan,
        summary: &Summary,
        watch: &mut Watch,
    ) -> anyhow::Result<()> {
        let ordinals = &summary.result.conflict_ordinals;
        if ordinals.is_empty() {
            return Ok(());
        }
        terminal::progress("looking for the lines that contradict what stands");
        let lines = Reader::open(self.format, self.open()?, plan.as_of)?;
        for reject in conflicts(lines, plan.scope, ordinals)? {
            watch.rejects.add(&reject)?;
        }
        Ok(())
    }
}
