//! A bill (`CustomerBill` of TMF678).

/// State of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BillState {
    /// To be paid.
    Open,
    /// Paid.
    Paid,
    /// Withdrawn by the operator.
    Void,
}

impl BillState {
    /// Returns the state as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Paid => "PAID",
            Self::Void => "VOID",
        }
    }

    /// Reads the state from the table's word.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "OPEN" => Some(Self::Open),
            "PAID" => Some(Self::Paid),
            "VOID" => Some(Self::Void),
            _ => None,
        }
    }
}
