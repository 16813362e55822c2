//! A registration: which stage is due, and which may be done.

use kabinet_codes::Code;
use kabinet_env::id::RegistrationId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A stage that can be due, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Stage {
    PersonalData,
    Contacts,
    Confirmation,
}

impl Stage {
    pub(crate) const ALL: [Self; 3] = [Self::PersonalData, Self::Contacts, Self::Confirmation];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PersonalData => "PERSONAL_DATA",
            Self::Contacts => "CONTACTS",
            Self::Confirmation => "CONFIRMATION",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }
}

/// How a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Open,
    Confirmed,
    Abandoned,
    Expired,
}

impl State {
    pub(crate) const ALL: [Self; 4] = [Self::Open, Self::Confirmed, Self::Abandoned, Self::Expired];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Confirmed => "CONFIRMED",
            Self::Abandoned => "ABANDONED",
            Self::Expired => "EXPIRED",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A registration as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) id: RegistrationId,
    /// State at the time of reading: one whose time ran out is expired, swept or not.
    pub(crate) state: State,
    pub(crate) due_stage: Stage,
    pub(crate) draft_version: i64,
    pub(crate) resume_token_hash: Vec<u8>,
    pub(crate) verification: Option<Verification>,
    pub(crate) has_contacts: Presence,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
}

/// Whether something was given before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Given,
    Missing,
}

/// A code that is out. The handle is sealed.
#[derive(Clone, Debug)]
pub(crate) struct Verification {
    pub(crate) sealed_handle: Vec<u8>,
    pub(crate) kid: String,
    pub(crate) code: Code,
}

/// What a person may know of a registration; an idempotency record keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct View {
    pub(crate) id: RegistrationId,
    pub(crate) state: State,
    pub(crate) due_stage: Stage,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
    pub(crate) code: Option<Code>,
}

/// Tells why a stage cannot be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotNow {
    Ended(State),
    Due(Stage),
}

impl Registration {
    /// Allows the due stage and any that is finished.
    pub(crate) fn allow(&self, stage: Stage) -> Result<(), NotNow> {
        match self.state {
            State::Open if stage <= self.due_stage => Ok(()),
            State::Open => Err(NotNow::Due(self.due_stage)),
            ended => Err(NotNow::Ended(ended)),
        }
    }

    /// Returns the stage that follows once the given one is done.
    pub(crate) fn next_after(&self, stage: Stage) -> Stage {
        match (stage, self.has_contacts) {
            (Stage::PersonalData, Presence::Missing) => Stage::Contacts,
            _ => Stage::Confirmation,
        }
    }

    pub(crate) fn view(&self) -> View {
        View {
            id: self.id,
            state: self.state,
            due_stage: self.due_stage,
            create_time: self.create_time,
            expire_time: self.expire_time,
            code: self
                .verification
                .as_ref()
                .map(|verification| verification.code),
        }
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;

    use super::*;

    fn registration(state: State, due_stage: Stage, has_contacts: Presence) -> Registration {
        let (env, _) = ManualClock::new(1);
        Registration {
            id: RegistrationId::new(&env),
            state,
            due_stage,
            draft_version: 1,
            resume_token_hash: vec![0; 32],
            verification: None,
            has_contacts,
            create_time: env.now(),
            expire_time: env.now(),
        }
    }

    #[test]
    fn stages_cannot_be_skipped_and_can_be_repeated() {
        let due = registration(State::Open, Stage::Contacts, Presence::Missing);
        assert_eq!(due.allow(Stage::PersonalData), Ok(()));
        assert_eq!(due.allow(Stage::Contacts), Ok(()));
        assert_eq!(
            due.allow(Stage::Confirmation),
            Err(NotNow::Due(Stage::Contacts))
        );
    }

    #[test]
    fn nothing_can_be_done_after_the_end() {
        for state in [State::Confirmed, State::Abandoned, State::Expired] {
            let ended = registration(state, Stage::Contacts, Presence::Missing);
            assert_eq!(ended.allow(Stage::PersonalData), Err(NotNow::Ended(state)));
        }
    }

    #[test]
    fn corrected_personal_data_do_not_ask_for_the_contacts_again() {
        let next = |presence, stage| {
            registration(State::Open, Stage::PersonalData, presence).next_after(stage)
        };
        assert_eq!(
            next(Presence::Missing, Stage::PersonalData),
            Stage::Contacts
        );
        assert_eq!(
            next(Presence::Given, Stage::PersonalData),
            Stage::Confirmation
        );
        assert_eq!(
            next(Presence::Missing, Stage::Contacts),
            Stage::Confirmation
        );
    }
}
