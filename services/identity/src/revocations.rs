//! News of revocations: the table is looked at once for all who watch.
//!
//! A revocation becomes visible when its transaction commits, which may be after later ones have. So
//! each look goes back by more than a transaction takes, and what was told before is left out.

mod news;

use std::mem;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use kabinet_access::BEAT_LIFETIME;
use kabinet_env::Env;
use sqlx::PgPool;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::domain::revocation::Revocation;
use news::News;

/// How often the table is looked at: the beat of the stream.
pub(crate) const BEAT: Duration = Duration::from_millis(250);
/// A session that was ended is refused everywhere within it.
const PROMISE: Duration = Duration::from_secs(1);
/// What was told with one beat counts until the next is missed: the two together keep the promise.
const _: () = assert!(BEAT.as_millis() + BEAT_LIFETIME.as_millis() <= PROMISE.as_millis());
/// Connections that requests cannot use up: one to look with, one for those who begin to watch.
/// Services that hear no beat ask, which makes more requests.
pub(crate) const RESERVED: u32 = 2;
/// Beats that one who listens may be behind before it has to begin anew.
const BACKLOG: usize = 16;

/// What one look at the table has brought.
pub(crate) type Beat = Arc<[Revocation]>;

/// Where beats come from; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Revocations {
    beats: broadcast::Sender<Beat>,
    pool: PgPool,
}

impl Revocations {
    /// Reads the table over the connections that are reserved for it.
    pub(crate) fn new(pool: PgPool) -> Self {
        Self {
            beats: broadcast::Sender::new(BACKLOG),
            pool,
        }
    }

    /// Returns the reserved connections.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Receives every beat from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Beat> {
        self.beats.subscribe()
    }

    /// Returns how many listen.
    pub(crate) fn listeners(&self) -> usize {
        self.beats.receiver_count()
    }

    /// Looks at the table while anybody listens, until the token is cancelled.
    pub(crate) async fn run(self, env: Env, token: CancellationToken) {
        let mut news = News::new(self.pool.clone(), env.clone());
        let mut found = Vec::new();
        loop {
            tokio::select! {
                () = env.sleep(BEAT) => {}
                () = token.cancelled() => return,
            }
            if self.listeners() == 0 {
                news.forget();
                found.clear();
                continue;
            }
            let mut look = pin!(news.look());
            let in_time = tokio::time::timeout(BEAT, &mut look).await;
            let is_late = in_time.is_err();
            let seen = if let Ok(seen) = in_time {
                seen
            } else {
                tracing::warn!("revocations are read too slowly; nobody gets a beat");
                // A statement that nobody awaits keeps its connection until it ends: another look
                // beside it would take the last one.
                tokio::select! {
                    seen = look => seen,
                    () = token.cancelled() => return,
                }
            };
            match seen {
                // What a slow look has found is told with the next: a late beat would vouch for too long ago.
                Ok(seen) => found.extend(seen),
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "revocations cannot be read; nobody gets a beat");
                    continue;
                }
            }
            if !is_late {
                // Those who have just gone away miss nothing.
                drop(self.beats.send(mem::take(&mut found).into()));
            }
        }
    }
}
