use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use crate::store::{Ended, FailedGuess};

/// Outcomes that may wait for the ledger at one time.
const CAPACITY: usize = 8_192;

/// Something that the ledger is to learn.
#[derive(Clone, Debug)]
pub(crate) enum Observed {
    /// A wrong code.
    Failed(FailedGuess),
    /// The end of a verification.
    Ended(Ended),
}

/// Takes outcomes for the ledger, so that a check needs no SQL.
#[derive(Clone, Debug)]
pub(crate) struct Outcomes {
    sender: mpsc::Sender<Observed>,
}

impl Outcomes {
    /// Makes the queue and its reading end.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Observed>) {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        (Self { sender }, receiver)
    }

    /// Hands an outcome over. What does not fit is lost here: the settle sweeper finds every end
    /// again, and Redis still counts every wrong code.
    pub(crate) fn tell(&self, observed: Observed) {
        if let Err(TrySendError::Full(_) | TrySendError::Closed(_)) = self.sender.try_send(observed)
        {
            tracing::warn!("an outcome did not fit into the queue of the ledger");
        }
    }
}
