//! A registration's data before there is an account.

/// State of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DraftState {
    /// Data may still change.
    Open,
    /// It became a person.
    Activated,
    /// The registration ended.
    Discarded,
}

impl DraftState {
    /// Returns the state as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Activated => "ACTIVATED",
            Self::Discarded => "DISCARDED",
        }
    }

    /// Reads the state from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "OPEN" => Some(Self::Open),
            "ACTIVATED" => Some(Self::Activated),
            "DISCARDED" => Some(Self::Discarded),
            _ => None,
        }
    }
}
