//! How many streams a billing system may hold open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::source::Source;

/// One is enough for an import; the others are of clients that went away unnoticed.
const STREAMS_PER_SOURCE: usize = 4;

/// Streams that are open, by source. Sources are configured, so that there are few.
#[derive(Clone, Debug, Default)]
pub(in crate::rpc) struct Streams(Arc<Mutex<HashMap<String, Arc<Semaphore>>>>);

impl Streams {
    /// Lets a stream in until the permit is dropped, unless the source has too many.
    pub(super) fn admit(&self, source: &Source) -> Option<OwnedSemaphorePermit> {
        let mut sources = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let streams = sources
            .entry(source.id().to_owned())
            .or_insert_with(|| Arc::new(Semaphore::new(STREAMS_PER_SOURCE)));
        Arc::clone(streams).try_acquire_owned().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sources::BillingSources;

    #[test]
    fn one_source_does_not_take_the_streams_of_another() {
        let known = BillingSources::parse("east,west").unwrap();
        let [east, west] = ["east", "west"].map(|name| Source::find(&known, name).unwrap());
        let streams = Streams::default();
        let mut held: Vec<_> = (0..STREAMS_PER_SOURCE)
            .map(|_| streams.admit(&east).unwrap())
            .collect();
        assert!(streams.admit(&east).is_none());
        assert!(streams.admit(&west).is_some());
        held.pop();
        assert!(streams.admit(&east).is_some());
    }
}
