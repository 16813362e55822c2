//! A recovery of access: which step is due, and what bounds it.

mod budget;
mod state;

use std::time::Duration;

pub(crate) use kabinet_codes::{Code, Sending};
use kabinet_domain::Channel;
use kabinet_env::id::{AccountId, RecoveryId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

pub(crate) use budget::{Asked, Lane, MatchBudget};
pub(crate) use state::{State, Step};

/// How long a recovery waits for its code.
pub(crate) const LIFETIME: Duration = Duration::from_hours(24);
/// How long a right code opens the steps that follow.
pub(crate) const TICKET_LIFETIME: Duration = Duration::from_mins(15);

/// What the operator demands before a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    Code,
    CodeAndPersonalData,
}

/// What the owner of the account has to do with a recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Nobody was told of it.
    Untold,
    Told,
    /// It was taken back; whoever asked for it does not hear of that.
    Refused,
}

/// Whether the personal data have been found to be those of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PersonalData {
    Unproven,
    Proven,
}

/// How far the code is; what is kept of it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Where it goes is not decided.
    Aimless,
    /// Verification is to be asked for it.
    Aimed { destination: Vec<u8> },
    /// Verification has it.
    Out { handle: Vec<u8> },
    /// The recovery has ended.
    Gone,
}

/// A recovery as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Recovery {
    /// The account, or one that nobody has.
    pub(crate) account_id: AccountId,
    pub(crate) id: RecoveryId,
    /// What verification counts by.
    pub(crate) subject_id: Uuid,
    /// State at the time of reading: one whose time ran out is expired, swept or not.
    pub(crate) state: State,
    pub(crate) lane: Lane,
    /// Keyed hash of the account and its device; strangers have none.
    pub(crate) device_tag: Option<Vec<u8>>,
    pub(crate) sending: Sending,
    pub(crate) channel: Channel,
    /// Key that its tokens and secrets are derived with.
    pub(crate) kid: String,
    pub(crate) token_hash: Vec<u8>,
    pub(crate) ticket_hash: Option<Vec<u8>>,
    pub(crate) progress: Progress,
    pub(crate) code: Option<Code>,
    pub(crate) personal_data: PersonalData,
    pub(crate) owner: Owner,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
}

/// What a person may know of a recovery; an idempotency record keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct View {
    pub(crate) id: RecoveryId,
    pub(crate) due_step: Step,
    pub(crate) expire_time: OffsetDateTime,
    pub(crate) code: Code,
}

/// Tells why a step cannot be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotNow {
    Ended(State),
    Due(Step),
}

impl Recovery {
    /// Returns the step that is due while the recovery is open.
    pub(crate) fn due_step(&self, demand: Demand) -> Result<Step, State> {
        match (self.state, demand, self.personal_data) {
            (State::CodeDue, _, _) => Ok(Step::Code),
            (State::Verified, Demand::CodeAndPersonalData, PersonalData::Unproven) => {
                Ok(Step::PersonalData)
            }
            (State::Verified, Demand::Code, _) | (State::Verified, _, PersonalData::Proven) => {
                Ok(Step::Password)
            }
            (ended, _, _) => Err(ended),
        }
    }

    /// Allows the step that is due, and no other.
    pub(crate) fn allow(&self, step: Step, demand: Demand) -> Result<(), NotNow> {
        match self.due_step(demand) {
            Ok(due) if due == step => Ok(()),
            Ok(due) => Err(NotNow::Due(due)),
            Err(ended) => Err(NotNow::Ended(ended)),
        }
    }

    /// Shows the recovery as it is; nothing of one that has ended or has no code.
    pub(crate) fn view(&self, demand: Demand) -> Option<View> {
        Some(View {
            id: self.id,
            due_step: self.due_step(demand).ok()?,
            expire_time: self.expire_time,
            code: self.code?,
        })
    }

    /// Shows the recovery as it was when its code went out, whatever has become of it.
    pub(crate) fn first_view(&self, code: Code) -> View {
        View {
            id: self.id,
            due_step: Step::Code,
            expire_time: self.create_time + LIFETIME,
            code,
        }
    }
}

#[cfg(test)]
mod tests;
