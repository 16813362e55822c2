//! Who reads personal data, and why.

use kabinet_domain::ContactKind;
use time::OffsetDateTime;
use uuid::Uuid;

/// Why personal data are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The person looks at their profile.
    OwnProfile,
    /// The person looks at their contacts.
    OwnContacts,
    /// A code is sent to a contact of this kind.
    Confirmation(ContactKind),
    /// A draft becomes a person.
    Activation,
    /// The person corrects their data.
    Correction,
    /// A notice is sent to a contact of this kind, in the person's own time.
    Notice(ContactKind),
    /// A contact of this kind is changed, or a change of it taken back.
    ContactChange(ContactKind),
    /// Identity learns which contacts log in.
    LoginContacts,
    /// Identity sends a code that recovers access.
    Recovery,
    /// Subscriptions tells an owner from strangers.
    Ownership,
    /// What somebody says about the person is compared.
    Match,
}

/// One reading of personal data: a row of the access log.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    /// Id of the reading.
    pub(crate) id: Uuid,
    /// Who reads: kind and name of the caller.
    pub(crate) reader: String,
    /// Why.
    pub(crate) purpose: Purpose,
    /// Trace of the call, where there is one.
    pub(crate) trace_id: Option<String>,
    /// When.
    pub(crate) time: OffsetDateTime,
}

impl Purpose {
    /// Returns the purpose as the access log keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::OwnProfile => "OWN_PROFILE",
            Self::OwnContacts => "OWN_CONTACTS",
            Self::Confirmation(_) => "CONFIRMATION",
            Self::Activation => "ACTIVATION",
            Self::Correction => "CORRECTION",
            Self::Notice(_) => "NOTICE",
            Self::ContactChange(_) => "CONTACT_CHANGE",
            Self::LoginContacts => "LOGIN_CONTACTS",
            Self::Recovery => "RECOVERY",
            Self::Ownership => "OWNERSHIP",
            Self::Match => "MATCH",
        }
    }

    /// Returns the fields that are read for this purpose.
    pub(crate) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::OwnProfile | Self::Correction | Self::Match => &["personal_data"],
            Self::OwnContacts | Self::LoginContacts | Self::Recovery | Self::Ownership => {
                &["mobile", "email"]
            }
            Self::Confirmation(ContactKind::Mobile) | Self::ContactChange(ContactKind::Mobile) => {
                &["mobile"]
            }
            Self::Confirmation(ContactKind::Email) | Self::ContactChange(ContactKind::Email) => {
                &["email"]
            }
            Self::Activation => &["personal_data", "mobile", "email"],
            Self::Notice(ContactKind::Mobile) => &["personal_data", "mobile"],
            Self::Notice(ContactKind::Email) => &["personal_data", "email"],
        }
    }
}
