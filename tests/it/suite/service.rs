//! The services by their names.

/// One service of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    Identity,
    Profile,
    Verification,
    Subscriptions,
}

impl Service {
    pub(crate) const ALL: [Self; 4] = [
        Self::Identity,
        Self::Profile,
        Self::Verification,
        Self::Subscriptions,
    ];

    /// Returns the name, as commands, roles and packages use it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Profile => "profile",
            Self::Verification => "verification",
            Self::Subscriptions => "subscriptions",
        }
    }

    /// Returns one of the gRPC services, to ask for the service's health.
    pub(super) fn health_name(self) -> &'static str {
        match self {
            Self::Identity => "kabinet.identity.v1.RegistrationService",
            Self::Profile => "kabinet.profile.v1.ProfileService",
            Self::Verification => "kabinet.verification.v1.VerificationService",
            Self::Subscriptions => "kabinet.subscriptions.v1.LinkService",
        }
    }
}
