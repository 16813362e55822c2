use std::sync::LazyLock;

use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Subscriber};

/// Lets a subscriber see what this thread does, until the guard is dropped.
pub fn observed_by(subscriber: impl Subscriber + Send + Sync + 'static) -> DefaultGuard {
    // As long as a process has one subscriber, each callsite asks that of the thread which comes to it
    // first and believes the answer for all threads: "never", if that is a thread without one.
    static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::new()));
    LazyLock::force(&SECOND);
    tracing::subscriber::set_default(subscriber)
}
