use serde::{Deserialize, Serialize};

/// How urgent a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Changes to a person's access.
    Security,
    /// News of their services.
    Service,
}

impl Lane {
    /// Returns the number under which the lane is stored: a lower one goes first.
    pub(crate) fn number(self) -> i16 {
        match self {
            Self::Security => 1,
            Self::Service => 2,
        }
    }

    /// Finds the lane that is stored under a number.
    pub(crate) fn from_number(number: i16) -> Option<Self> {
        [Self::Security, Self::Service]
            .into_iter()
            .find(|lane| lane.number() == number)
    }
}

/// Kinds of services that a notice names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Returns the kind's name in `kabinet.type.v1.ServiceKind`, without its prefix.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "MOBILE",
            Self::Landline => "LANDLINE",
            Self::Broadband => "BROADBAND",
            Self::Tv => "TV",
            Self::Other => "OTHER",
        }
    }

    /// Finds the kind of a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
