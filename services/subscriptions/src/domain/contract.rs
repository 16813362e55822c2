//! A contract with its billing account (`BillingAccount` of TMF666).

/// How a billing account is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RatingType {
    /// In advance.
    Prepaid,
    /// By bill.
    Postpaid,
}

/// State of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContractState {
    /// In force.
    Open,
    /// Ended.
    Closed,
}

/// Who holds a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HolderKind {
    /// A private person.
    Person,
    /// An organisation.
    Organisation,
}

impl RatingType {
    /// Returns the type as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Prepaid => "PREPAID",
            Self::Postpaid => "POSTPAID",
        }
    }

    /// Reads the type from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "PREPAID" => Some(Self::Prepaid),
            "POSTPAID" => Some(Self::Postpaid),
            _ => None,
        }
    }
}

impl ContractState {
    /// Returns the state as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Closed => "CLOSED",
        }
    }

    /// Reads the state from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "OPEN" => Some(Self::Open),
            "CLOSED" => Some(Self::Closed),
            _ => None,
        }
    }
}

impl HolderKind {
    /// Returns the kind as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Organisation => "ORGANISATION",
        }
    }

    /// Reads the kind from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "PERSON" => Some(Self::Person),
            "ORGANISATION" => Some(Self::Organisation),
            _ => None,
        }
    }
}
