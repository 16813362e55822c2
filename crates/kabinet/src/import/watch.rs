//! What happens while contracts are sent.

use std::{io, path::Path};

use kabinet_feed::{Observer, Progress, Reject};

use super::{display::Display, rejects::Rejects};

/// Shows progress and keeps rejected lines.
pub(super) struct Watch {
    display: Display,
    pub(super) rejects: Rejects,
}

impl Watch {
    pub(super) fn new(display: Display, rejects: &Path) -> Self {
        Self {
            display,
            rejects: Rejects::new(rejects),
        }
    }

    pub(super) fn end(&self) {
        self.display.end();
    }
}

impl Observer for Watch {
    fn rejected(&mut self, reject: Reject) -> io::Result<()> {
        self.rejects.add(&reject)
    }

    fn progress(&mut self, progress: Progress) {
        self.display.show(progress);
    }
}
