//! Which calls a step makes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kabinet_journey::Line;
use tonic::{
    body::Body,
    codegen::{StdError, http::Request},
    transport::Channel,
};
use tower::ServiceExt as _;

/// The paths of calls in their order; a clone shares them.
#[derive(Clone, Default)]
pub(super) struct Calls(Arc<Mutex<Vec<String>>>);

impl Calls {
    /// Notes every call on its way to the channel.
    pub(super) fn noted_on(&self, channel: Channel) -> Line {
        let calls = self.clone();
        let note = move |request: Request<Body>| {
            let path = request.uri().path().trim_start_matches('/');
            calls.paths().push(path.to_owned());
            request
        };
        Line::new(channel.map_request(note).map_err(StdError::from))
    }

    /// Takes what was noted so far. A call that was repeated until its answer was another is one.
    pub(super) fn take(&self) -> Vec<String> {
        let mut paths = std::mem::take(&mut *self.paths());
        paths.dedup();
        paths
    }

    fn paths(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
