use std::io;

use kabinet_feed::{Observer, Progress, Reject};

/// Keeps what it is told.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) rejects: Vec<Reject>,
    pub(crate) progress: Vec<Progress>,
}

impl Observer for Notes {
    fn rejected(&mut self, reject: Reject) -> io::Result<()> {
        self.rejects.push(reject);
        Ok(())
    }

    fn progress(&mut self, progress: Progress) {
        self.progress.push(progress);
    }
}
