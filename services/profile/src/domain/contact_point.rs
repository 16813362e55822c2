//! A way to reach a person (`ContactMedium` of TMF632).

/// State of a contact point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContactPointState {
    /// Nobody has proven it.
    Unconfirmed,
    /// The person has proven it.
    Confirmed,
}

impl ContactPointState {
    /// Returns the state as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
        }
    }

    /// Reads the state from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "UNCONFIRMED" => Some(Self::Unconfirmed),
            "CONFIRMED" => Some(Self::Confirmed),
            _ => None,
        }
    }
}
