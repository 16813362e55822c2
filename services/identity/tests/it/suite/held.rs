use tokio::sync::Notify;

/// A call that waits on its way until the test lets it arrive.
#[derive(Debug, Default)]
pub(crate) struct Held {
    underway: Notify,
    released: Notify,
}

impl Held {
    /// Waits until the call is on its way.
    pub(crate) async fn is_underway(&self) {
        self.underway.notified().await;
    }

    /// Lets the call arrive.
    pub(crate) fn arrives(&self) {
        self.released.notify_one();
    }

    pub(super) async fn pass(&self) {
        self.underway.notify_one();
        self.released.notified().await;
    }
}
