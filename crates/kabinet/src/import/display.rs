//! How far an import has come: a bar for a person, lines for a log.

use std::{
    fs::File,
    io::{IsTerminal as _, Read, stderr},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};
use kabinet_feed::Progress;
use tokio::time::Instant;

use crate::terminal;

const BAR: &str = "{bar:30} {bytes} of {total_bytes}, {msg}";
/// Pause between two lines.
const PAUSE: Duration = Duration::from_secs(3);

/// Where progress is shown.
pub(super) enum Display {
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Display {
    /// Shows the reading of so many bytes.
    pub(super) fn new(bytes: u64) -> Self {
        if !stderr().is_terminal() {
            let last = Instant::now();
            return Self::Lines { last };
        }
        let bar = ProgressBar::new(bytes);
        let style = ProgressStyle::with_template(BAR).expect("the template is well-formed");
        bar.set_style(style);
        Self::Bar(bar)
    }

    /// Returns the file, whose reading moves the bar.
    pub(super) fn watched(&self, file: File) -> Box<dyn Read + Send> {
        match self {
            Self::Bar(bar) => Box::new(bar.wrap_read(file)),
            Self::Lines { .. } => Box::new(file),
        }
    }

    /// Shows the count of records.
    pub(super) fn show(&mut self, progress: Progress) {
        let text = format!(
            "{} taken in, {} rejected",
            progress.acknowledged, progress.rejected
        );
        match self {
            Self::Bar(bar) => bar.set_message(text),
            Self::Lines { last } if last.elapsed() >= PAUSE => {
                *last = Instant::now();
                terminal::progress(&text);
            }
            Self::Lines { .. } => {}
        }
    }

    /// Removes the bar: what comes next says more.
    pub(super) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
