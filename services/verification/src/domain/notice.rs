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

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Template {
    /// Somebody logged in on a new device.
    NewLogin,
    /// The password was changed.
    PasswordChanged,
    /// A service was added.
    ServiceLinked,
    /// The person removed a service.
    ServiceUnlinked,
    /// A service was removed because its contract has another holder.
    HolderChanged,
    /// Names, birth date or region were changed.
    PersonalDataChanged,
}

impl Template {
    /// Every template.
    pub(crate) const ALL: [Self; 6] = [
        Self::NewLogin,
        Self::PasswordChanged,
        Self::ServiceLinked,
        Self::ServiceUnlinked,
        Self::HolderChanged,
        Self::PersonalDataChanged,
    ];

    /// Returns the name under which the template is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NewLogin => "NEW_LOGIN",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::ServiceLinked => "SERVICE_LINKED",
            Self::ServiceUnlinked => "SERVICE_UNLINKED",
            Self::HolderChanged => "HOLDER_CHANGED",
            Self::PersonalDataChanged => "PERSONAL_DATA_CHANGED",
        }
    }

    /// Finds the template that is stored under a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|template| template.as_str() == name)
    }

    /// Tells whether the template names a kind of service.
    pub(crate) fn names_service(self) -> bool {
        match self {
            Self::ServiceLinked | Self::ServiceUnlinked | Self::HolderChanged => true,
            Self::NewLogin | Self::PasswordChanged | Self::PersonalDataChanged => false,
        }
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
