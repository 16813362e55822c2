//! Tells a service or a gateway what is revoked, and then what is being revoked.

use std::collections::VecDeque;
use std::time::Duration;

use thiserror::Error;
use time::OffsetDateTime;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use super::App;
use crate::domain::revocation::Revocation;
use crate::domain::session::LONGEST_ACCESS_TOKEN;
use crate::revocations::Beat;
use crate::store;
use crate::store::revocation::Position;

/// Streams that may be open at one time: each of few replicas of few services needs one.
const MAX_WATCHES: usize = 1_024;
/// Revocations of one message.
const PAGE: u32 = 1_000;
/// How long a revocation concerns anybody: the longest life that a token may be given, whatever the setting
/// is now, and what clocks differ.
const TOKEN_LIFE: Duration = LONGEST_ACCESS_TOKEN.saturating_add(Duration::from_mins(1));
/// How long one watches before beginning anew: whoever has gone away unnoticed holds no place for ever.
const LONGEST_WATCH: Duration = Duration::from_mins(10);

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
    /// What is left of the last beat.
    told: VecDeque<Revocation>,
    /// Where the reading of what stands goes on, until it has ended.
    standing: Option<Position>,
    end: Instant,
}

pub(crate) fn run(app: &App) -> Result<Watch, Error> {
    if app.revocations.listeners() >= MAX_WATCHES {
        return Err(Error::TooMany);
    }
    // What commits after this is in a beat, what has committed before is read.
    let beats = app.revocations.subscribe();
    let oldest = app.env.now() - TOKEN_LIFE;
    Ok(Watch {
        beats,
        told: VecDeque::new(),
        standing: Some(Position::at(oldest)),
        end: Instant::now() + LONGEST_WATCH,
    })
}

/// Returns when a revocation may be forgotten.
pub(crate) fn forget_time(revocation: &Revocation) -> OffsetDateTime {
    revocation.revoke_time + TOKEN_LIFE
}

impl Watch {
    /// Waits for the next message; nothing when the server ends, or one has watched for long.
    pub(crate) async fn next(&mut self, app: &App) -> Result<Option<Told>, Error> {
        if let Some(position) = self.standing {
            return Ok(Some(self.read_standing(app, position).await?));
        }
        if self.told.is_empty() {
            match tokio::time::timeout_at(self.end, self.beats.recv()).await {
                Ok(Ok(beat)) => self.told.extend(beat.iter()),
                Ok(Err(RecvError::Lagged(_))) => return Err(Error::Behind),
                Ok(Err(RecvError::Closed)) | Err(_) => return Ok(None),
            }
        }
        let page = self.told.len().min(PAGE as usize);
        Ok(Some(Told {
            revocations: self.told.drain(..page).collect(),
            is_current: self.told.is_empty(),
        }))
    }

    async fn read_standing(&mut self, app: &App, position: Position) -> Result<Told, Error> {
        let revocations = store::revocation::list(app.revocations.pool(), position, PAGE).await?;
        self.standing = match revocations.last() {
            Some(last) if revocations.len() == PAGE as usize => Some(Position::after(last)),
            _ => None,
        };
        Ok(Told {
            revocations,
            is_current: self.standing.is_none(),
        })
    }
}
