//! A service of a contract (`Product` of TMF637).

/// State of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceState {
    /// Ordered, not yet in use.
    Pending,
    /// In use.
    Active,
    /// Blocked for a while.
    Suspended,
    /// Ended.
    Terminated,
}

/// Why a service is suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SuspendReason {
    /// Money is owed.
    Debt,
    /// The holder asked for it.
    Holder,
    /// The operator blocked it.
    Operator,
}

impl ServiceState {
    /// Returns the state as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Terminated => "TERMINATED",
        }
    }

    /// Reads the state from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "PENDING" => Some(Self::Pending),
            "ACTIVE" => Some(Self::Active),
            "SUSPENDED" => Some(Self::Suspended),
            "TERMINATED" => Some(Self::Terminated),
            _ => None,
        }
    }
}

impl SuspendReason {
    /// Returns the reason as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Debt => "DEBT",
            Self::Holder => "HOLDER",
            Self::Operator => "OPERATOR",
        }
    }

    /// Reads the reason from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "DEBT" => Some(Self::Debt),
            "HOLDER" => Some(Self::Holder),
            "OPERATOR" => Some(Self::Operator),
            _ => None,
        }
    }
}
