//! Why a snapshot was not taken.

use std::io;

use kabinet_proto::{errors::v1::Reason, reason_name};
use kabinet_status::read;
use tonic::Status;

use crate::ReadError;

/// Why a snapshot was not taken. Nothing of it is visible then, unless it is said here.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The lines end with a failure.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Subscriptions did not answer, as often as it was asked; a commit may have been done.
    #[error("subscriptions does not answer {call} ({tries} tries)")]
    Unanswered {
        /// The call.
        call: &'static str,
        /// How often it was tried.
        tries: u32,
        /// The last answer.
        #[source]
        status: Status,
    },
    /// Subscriptions refuses a call for a reason of the contract.
    #[error("subscriptions refuses {call}: {}", told(status))]
    Refused {
        /// The call.
        call: &'static str,
        /// The refusal.
        status: Status,
    },
    /// Subscriptions has lost records that it had acknowledged.
    #[error("subscriptions has lost what it took; send everything again")]
    Lost,
    /// The snapshot was ended by somebody else.
    #[error("another snapshot of the source has replaced this one")]
    Ended,
    /// Lines of a complete snapshot do not name their contracts.
    #[error(
        "{lines} lines do not name their contracts, which a complete snapshot would close: mend them or send a partial one; nothing was changed"
    )]
    UnnamedOfComplete {
        /// How many.
        lines: u64,
    },
    /// The observer could not keep a rejected line.
    #[error("a rejected line cannot be kept")]
    Observer(#[source] io::Error),
    /// An answer breaks the contract.
    #[error("subscriptions acknowledges what was not sent")]
    Acknowledgement,
    /// An answer lacks what the contract promises.
    #[error("subscriptions answers without the snapshot")]
    NoSnapshot,
    /// The thread that reads has panicked.
    #[error("reading has broken off")]
    ReaderGone,
}

impl FeedError {
    /// Returns why subscriptions refuses, if it does.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Refused { status, .. } => read::reason(status),
            _ => None,
        }
    }
}

fn told(status: &Status) -> String {
    let reason = read::reason(status).map_or("UNKNOWN", reason_name);
    format!("{reason}, {}", status.message())
}
