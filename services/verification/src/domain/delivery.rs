/// State of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeliveryState {
    /// It waits for a worker.
    Queued,
    /// A worker hands it to the provider.
    Submitted,
    /// The provider took it.
    Accepted,
    /// The provider says that it arrived.
    Delivered,
    /// It did not arrive.
    Undelivered,
    /// The provider does not know.
    Unknown,
    /// It was not meant to be sent, or not any more.
    Skipped,
}

impl DeliveryState {
    /// Every state.
    pub(crate) const ALL: [Self; 7] = [
        Self::Queued,
        Self::Submitted,
        Self::Accepted,
        Self::Delivered,
        Self::Undelivered,
        Self::Unknown,
        Self::Skipped,
    ];

    /// Returns the name under which the state is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Submitted => "SUBMITTED",
            Self::Accepted => "ACCEPTED",
            Self::Delivered => "DELIVERED",
            Self::Undelivered => "UNDELIVERED",
            Self::Unknown => "UNKNOWN",
            Self::Skipped => "SKIPPED",
        }
    }

    /// Finds the state that is stored under a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Whether a message leaves the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It is sent.
    Send,
    /// Everything is done but the sending: the starter has nobody whom it may reach.
    Suppress,
    /// It is not sent and does not count for its destination: nobody is to learn which it is.
    Withhold,
}

impl Mode {
    const ALL: [Self; 3] = [Self::Send, Self::Suppress, Self::Withhold];

    /// Returns the name under which the mode is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Send => "SEND",
            Self::Suppress => "SUPPRESS",
            Self::Withhold => "WITHHOLD",
        }
    }

    /// Finds the mode that is stored under a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
}
