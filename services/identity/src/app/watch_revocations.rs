//! Tells a service or a gateway what is revoked, and then what is being revoked.

use std::time::Duration;

use thiserror::Error;
use time::OffsetDateTime;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::App;
use crate::domain::revocation::Revocation;
use crate::revocations::Beat;
use crate::store;
use crate::store::revocation::Position;

/// Streams that may be open at one time: each of few replicas of few services needs one.
const MAX_WATCHES: usize = 1_024;
/// Revocations of one message.
const PAGE: u32 = 1_000;
/// How much longer than its life a token counts where clocks differ.
const GRACE: Duration = Duration::from_mins(1);

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("as many watch as may")]
    TooMany,
    #[error("the watcher is too far behind")]
    Behind,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// One message of the stream.
pub(crate) struct Told {
    pub(crate) revocations: Vec<Revocation>,
    /// Whether everything that stands has been told.
    pub(crate) is_current: bool,
}

/// One who watches.
pub(crate) struct Watch {
    beats: Receiver<Beat>,
    /// Where the reading of what stands goes on, until it has ended.
    standing: Option<Position>,
}

pub(crate) fn run(app: &App) -> Result<Watch, Error> {
    if app.revocations.listeners() >= MAX_WATCHES {
        return Err(Error::TooMany);
    }
    // What commits after this is in a beat, what has committed before is read.
    let beats = app.revocations.subscribe();
    let oldest = app.env.now() - token_life(app);
    Ok(Watch {
        beats,
        standing: Some(Position::at(oldest)),
    })
}

/// Returns how long a revocation concerns anybody.
pub(crate) fn token_life(app: &App) -> Duration {
    app.lifetimes.access_token + GRACE
}

/// Returns when a revocation may be forgotten.
pub(crate) fn forget_time(app: &App, revocation: &Revocation) -> OffsetDateTime {
    revocation.revoke_time + token_life(app)
}

impl Watch {
    /// Waits for the next message; nothing when the server ends.
    pub(crate) async fn next(&mut self, app: &App) -> Result<Option<Told>, Error> {
        if let Some(position) = self.standing {
            let revocations = store::revocation::list(&app.pool, position, PAGE).await?;
            self.standing = match revocations.last() {
                Some(last) if revocations.len() == PAGE as usize => Some(Position::after(last)),
                _ => None,
            };
            return Ok(Some(Told {
                revocations,
                is_current: self.standing.is_none(),
            }));
        }
        match self.beats.recv().await {
            Ok(beat) => Ok(Some(Told {
                revocations: beat.to_vec(),
                is_current: true,
            })),
            Err(RecvError::Lagged(_)) => Err(Error::Behind),
            Err(RecvError::Closed) => Ok(None),
        }
    }
}
