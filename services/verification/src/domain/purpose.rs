/// Names what a code is for: it decides length, life and limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Confirms a contact at registration.
    Registration,
}

impl Purpose {
    /// Every purpose.
    pub(crate) const ALL: [Self; 1] = [Self::Registration];

    /// Returns the name under which the purpose is stored and signed.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "REGISTRATION",
        }
    }

    /// Returns the byte that stands for the purpose in a handle.
    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Registration => 1,
        }
    }

    /// Finds the purpose that a handle names.
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.byte() == byte)
    }
}
