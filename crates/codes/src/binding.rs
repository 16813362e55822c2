use kabinet_proto::verification::v1 as pb;

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Confirms the contacts of a registration.
    Registration,
    /// Gives access back.
    Recovery,
    /// Confirms a contact of an account.
    Contact,
    /// Proves the ownership of a contract.
    Ownership,
}

impl Purpose {
    /// Whether nobody may learn from an answer what becomes of the message: who asks is not known to
    /// be whom it goes to.
    pub(crate) fn conceals(self) -> bool {
        match self {
            Self::Registration | Self::Contact => false,
            Self::Recovery | Self::Ownership => true,
        }
    }
}

/// What verification is given at the start of a code, and again at its check: the code works for nothing
/// else.
#[derive(Clone)]
pub struct Binding {
    /// What the code is for.
    pub purpose: Purpose,
    /// Whom wrong codes count against.
    pub subject: String,
    /// Digest of what the code authorises.
    pub payload_digest: [u8; 32],
    /// Secret without which nobody can check the code.
    pub check_secret: [u8; 32],
}

impl From<Binding> for pb::Binding {
    fn from(binding: Binding) -> Self {
        Self {
            purpose: match binding.purpose {
                Purpose::Registration => pb::Purpose::Registration,
                Purpose::Recovery => pb::Purpose::Recovery,
                Purpose::Contact => pb::Purpose::Contact,
                Purpose::Ownership => pb::Purpose::Ownership,
            }
            .into(),
            subject: binding.subject,
            payload_digest: binding.payload_digest.to_vec(),
            check_secret: binding.check_secret.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_is_open_where_the_contact_is_the_callers_own() {
        for (purpose, conceals) in [
            (Purpose::Registration, false),
            (Purpose::Contact, false),
            (Purpose::Recovery, true),
            (Purpose::Ownership, true),
        ] {
            assert_eq!(purpose.conceals(), conceals, "{purpose:?}");
        }
    }
}
