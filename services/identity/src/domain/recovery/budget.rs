/// Codes that one known device of an account may have in any 24 hours.
const DEVICE_PER_DAY: i64 = 5;
/// Codes that everybody else together may have at an account in any 24 hours.
const STRANGERS_PER_DAY: i64 = 5;
/// Times that the owner is told in any 24 hours of what one lane asks for, codes that verification
/// refused included.
const TOLD_PER_DAY: i64 = 10;
/// Attempts at personal data in a recovery, and in any 24 hours at an account.
const MATCH_ATTEMPTS: i64 = 5;

/// Who asks. What strangers spend is not what the owner has at a device that the account knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    Device,
    Stranger,
}

impl Lane {
    const ALL: [Self; 2] = [Self::Device, Self::Stranger];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Device => "DEVICE",
            Self::Stranger => "STRANGER",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.as_str() == name)
    }

    /// Tells whether another code may go out after what was asked for in 24 hours.
    pub(crate) fn has_room(self, asked: Asked) -> bool {
        let most = match self {
            Self::Device => DEVICE_PER_DAY,
            Self::Stranger => STRANGERS_PER_DAY,
        };
        asked.sent < most && asked.told < TOLD_PER_DAY
    }
}

/// What was asked for in a lane. What the owner took back is in it at a known device only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Codes that went out, or are or were about to.
    pub(crate) sent: i64,
    /// Times that the owner was told.
    pub(crate) told: i64,
}

/// Attempts at personal data that were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MatchBudget {
    pub(crate) in_recovery: i64,
    /// At the account, in any of its recoveries.
    pub(crate) in_day: i64,
}

impl MatchBudget {
    pub(crate) fn left(self) -> i64 {
        (MATCH_ATTEMPTS - self.in_recovery.max(self.in_day)).max(0)
    }
}
