//! Kinds of services.

use serde::{Deserialize, Serialize};

/// Kind of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
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
    /// Every kind.
    pub(crate) const ALL: [Self; 5] = [
        Self::Mobile,
        Self::Landline,
        Self::Broadband,
        Self::Tv,
        Self::Other,
    ];

    /// Returns the word that tables and files have.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "MOBILE",
            Self::Landline => "LANDLINE",
            Self::Broadband => "BROADBAND",
            Self::Tv => "TV",
            Self::Other => "OTHER",
        }
    }

    /// Reads the word that tables and files have.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
