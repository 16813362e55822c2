//! A link: a tie between an account and a contract, and what may become of it.

use kabinet_env::id::{AccountId, ContractId, LinkId};
use time::OffsetDateTime;

use super::catalog::ProofMethod;
use super::challenge::Challenge;
use super::identifier::IdentifierType;
use super::service_kind::ServiceKind;

/// State of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkState {
    /// A code is out.
    PendingProof,
    /// The account reads the contract.
    Active,
    /// It was active and is no more.
    Revoked,
    /// No proof came in time.
    Expired,
    /// The proof failed.
    Failed,
    /// The person gave it up.
    Cancelled,
}

/// Why a link ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndReason {
    /// The person wanted it.
    Person,
    /// No proof came in time.
    TimeOver,
    /// Every attempt at the code was spent.
    AttemptsSpent,
    /// The account had an active link to the contract already.
    LinkedBefore,
    /// The contract was closed or changed its holder before the proof came.
    ContractChanged,
    /// The contract has another holder now.
    HolderChanged,
}

/// How sure it is that the contract is in the person's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Assurance {
    /// A1: a code to the number itself.
    Number,
    /// A2: a code to the contract's contact of record.
    ContactOfRecord,
}

/// A contract in the hands of one holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holding {
    /// Contract.
    pub(crate) contract_id: ContractId,
    /// Which of its holders.
    pub(crate) generation: i32,
}

/// A link as it is stored; what the person typed is sealed.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) account_id: AccountId,
    pub(crate) id: LinkId,
    /// What a proof would open; a decoy has none.
    pub(crate) holding: Option<Holding>,
    pub(crate) kind: ServiceKind,
    pub(crate) region_code: String,
    pub(crate) identifier_type: IdentifierType,
    pub(crate) identifier: Vec<u8>,
    pub(crate) label: Option<Vec<u8>>,
    pub(crate) state: LinkState,
    pub(crate) end_reason: Option<EndReason>,
    pub(crate) assurance: Option<Assurance>,
    pub(crate) version: i64,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) activate_time: Option<OffsetDateTime>,
    pub(crate) end_time: Option<OffsetDateTime>,
    pub(crate) expire_time: OffsetDateTime,
    /// The newest code.
    pub(crate) challenge: Option<Challenge>,
}

impl Link {
    /// Returns the link as it stands at a time: one whose time has run out is expired, swept or not.
    pub(crate) fn at(self, now: OffsetDateTime) -> Self {
        if self.state != LinkState::PendingProof || now < self.expire_time {
            return self;
        }
        Self {
            state: LinkState::Expired,
            end_reason: Some(EndReason::TimeOver),
            end_time: Some(self.expire_time),
            version: self.version + 1,
            ..self
        }
    }
}

impl LinkState {
    /// Every state.
    pub(crate) const ALL: [Self; 6] = [
        Self::PendingProof,
        Self::Active,
        Self::Revoked,
        Self::Expired,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Returns the word that tables and refusals have.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PendingProof => "PENDING_PROOF",
            Self::Active => "ACTIVE",
            Self::Revoked => "REVOKED",
            Self::Expired => "EXPIRED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Reads the word that tables have.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl EndReason {
    /// Every reason.
    pub(crate) const ALL: [Self; 6] = [
        Self::Person,
        Self::TimeOver,
        Self::AttemptsSpent,
        Self::LinkedBefore,
        Self::ContractChanged,
        Self::HolderChanged,
    ];

    /// Returns the word that tables have.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::TimeOver => "TIME_OVER",
            Self::AttemptsSpent => "ATTEMPTS_SPENT",
            Self::LinkedBefore => "LINKED_BEFORE",
            Self::ContractChanged => "CONTRACT_CHANGED",
            Self::HolderChanged => "HOLDER_CHANGED",
        }
    }

    /// Reads the word that tables have.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

impl Assurance {
    /// Every degree.
    pub(crate) const ALL: [Self; 2] = [Self::Number, Self::ContactOfRecord];

    /// Returns what a method assures.
    pub(crate) fn of(method: ProofMethod) -> Self {
        match method {
            ProofMethod::NumberCode => Self::Number,
            ProofMethod::ContactCode => Self::ContactOfRecord,
        }
    }

    /// Returns the word that tables have.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Number => "NUMBER",
            Self::ContactOfRecord => "CONTACT_OF_RECORD",
        }
    }

    /// Reads the word that tables have.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|degree| degree.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::Env;
    use kabinet_env::manual::ManualClock;
    use time::Duration;

    use super::*;

    fn pending(env: &Env) -> Link {
        Link {
            account_id: AccountId::new(env),
            id: LinkId::new(env),
            holding: None,
            kind: ServiceKind::Tv,
            region_code: "RU-MOW".to_owned(),
            identifier_type: IdentifierType::AccountNumber,
            identifier: Vec::new(),
            label: None,
            state: LinkState::PendingProof,
            end_reason: None,
            assurance: None,
            version: 1,
            create_time: env.now(),
            activate_time: None,
            end_time: None,
            expire_time: env.now() + Duration::hours(1),
            challenge: None,
        }
    }

    #[test]
    fn pending_link_is_expired_from_the_moment_on_that_it_expires() {
        let (env, _) = ManualClock::new(1);
        let link = pending(&env);
        let end = link.expire_time;
        let before = link.clone().at(end - Duration::microseconds(1));
        assert_eq!(before.state, LinkState::PendingProof);
        let expired = link.at(end);
        assert_eq!(expired.state, LinkState::Expired);
        assert_eq!(expired.end_reason, Some(EndReason::TimeOver));
        assert_eq!((expired.end_time, expired.version), (Some(end), 2));
    }

    #[test]
    fn other_links_do_not_expire() {
        let (env, _) = ManualClock::new(1);
        for state in LinkState::ALL {
            let link = Link {
                state,
                ..pending(&env)
            };
            let later = link.expire_time + Duration::days(400);
            let expected = match state {
                LinkState::PendingProof => LinkState::Expired,
                other => other,
            };
            assert_eq!(link.at(later).state, expected);
        }
    }

    #[test]
    fn words_are_read_back() {
        for state in LinkState::ALL {
            assert_eq!(LinkState::from_name(state.as_str()), Some(state));
        }
        for reason in EndReason::ALL {
            assert_eq!(EndReason::from_name(reason.as_str()), Some(reason));
        }
        for degree in Assurance::ALL {
            assert_eq!(Assurance::from_name(degree.as_str()), Some(degree));
        }
    }
}
