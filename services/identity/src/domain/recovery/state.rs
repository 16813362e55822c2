use serde::{Deserialize, Serialize};

/// How a recovery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    CodeDue,
    Verified,
    Completed,
    Canceled,
    Expired,
    Failed,
}

impl State {
    const ALL: [Self; 6] = [
        Self::CodeDue,
        Self::Verified,
        Self::Completed,
        Self::Canceled,
        Self::Expired,
        Self::Failed,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::CodeDue => "CODE_DUE",
            Self::Verified => "VERIFIED",
            Self::Completed => "COMPLETED",
            Self::Canceled => "CANCELED",
            Self::Expired => "EXPIRED",
            Self::Failed => "FAILED",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Tells what the state is once its time is over.
    pub(crate) fn after_its_time(self) -> Self {
        match self {
            Self::CodeDue | Self::Verified => Self::Expired,
            Self::Completed | Self::Canceled | Self::Expired | Self::Failed => self,
        }
    }
}

/// A step that can be due, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Step {
    Code,
    PersonalData,
    Password,
}
