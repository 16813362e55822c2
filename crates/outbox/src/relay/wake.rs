use std::sync::Arc;

use tokio::sync::Notify;

/// Tells the relay of this process that an event was committed.
///
/// Losing an announcement loses nothing: the relay looks by itself every second.
#[derive(Clone, Debug, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// Announces a commit; called after it, never before.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    pub(super) async fn announced(&self) {
        self.0.notified().await;
    }
}
