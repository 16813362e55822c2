//! What the operator sells.

/// Kind of a service (TMF637 Product).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServiceKind {
    /// Mobile telephony.
    Mobile,
    /// Landline telephony.
    Landline,
    /// Internet access at a fixed place.
    Broadband,
    /// Television.
    Tv,
    /// Anything else.
    Other,
}

impl ServiceKind {
    const ALL: [Self; 5] = [
        Self::Mobile,
        Self::Landline,
        Self::Broadband,
        Self::Tv,
        Self::Other,
    ];

    /// Returns the kind as tables and templates name it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "MOBILE",
            Self::Landline => "LANDLINE",
            Self::Broadband => "BROADBAND",
            Self::Tv => "TV",
            Self::Other => "OTHER",
        }
    }

    /// Reads the kind from the table's word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
