//! Keeps what was rejected.

use std::io;

use kabinet_feed::{Observer, Progress, Reject};

/// Lines that were rejected so far.
#[derive(Default)]
pub(super) struct Rejects {
    rejects: Vec<Reject>,
}

impl Rejects {
    pub(super) fn into_inner(self) -> Vec<Reject> {
        self.rejects
    }
}

impl Observer for Rejects {
    fn rejected(&mut self, reject: Reject) -> io::Result<()> {
        self.rejects.push(reject);
        Ok(())
    }

    fn progress(&mut self, _: Progress) {}
}
