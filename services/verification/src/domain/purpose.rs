/// Names what a code is for: it decides length, life and limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Confirms a contact at registration.
    Registration,
    /// Proves that a contract is in the person's hands.
    Ownership,
    /// Lets a person in who has forgotten the password.
    Recovery,
    /// Confirms a contact of an account.
    Contact,
}

impl Purpose {
    /// Every purpose.
    pub(crate) const ALL: [Self; 4] = [
        Self::Registration,
        Self::Ownership,
        Self::Recovery,
        Self::Contact,
    ];

    /// Returns the name under which the purpose is stored and signed.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "REGISTRATION",
            Self::Ownership => "OWNERSHIP",
            Self::Recovery => "RECOVERY",
            Self::Contact => "CONTACT",
        }
    }

    /// Finds the purpose that is stored under a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == name)
    }

    /// Returns the byte that stands for the purpose in a handle.
    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Registration => 1,
            Self::Ownership => 2,
            Self::Recovery => 3,
            Self::Contact => 4,
        }
    }

    /// Finds the purpose that a handle names.
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.byte() == byte)
    }
}
