/// State of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// A code is out.
    Pending,
    /// A right code was given.
    Approved,
    /// Time ran out.
    Expired,
    /// Attempts ran out.
    Exhausted,
    /// The starter ended it.
    Canceled,
}

impl State {
    /// Every state.
    pub(crate) const ALL: [Self; 5] = [
        Self::Pending,
        Self::Approved,
        Self::Expired,
        Self::Exhausted,
        Self::Canceled,
    ];

    /// Returns the name under which the state is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Expired => "EXPIRED",
            Self::Exhausted => "EXHAUSTED",
            Self::Canceled => "CANCELED",
        }
    }

    /// Finds the state that is stored under a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}
