//! Who is told of what.

use kabinet_domain::ContactKind;
use kabinet_env::id::ContactChangeId;

use super::notice::Subject;

/// A contact that may be told: one that stands confirmed, or one that was replaced a short while ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recipient {
    /// Kind.
    pub(crate) kind: ContactKind,
    /// Change that replaced it; none for a contact that stands.
    pub(crate) replaced_by: Option<ContactChangeId>,
    /// Whether it recovers access by now, or did when it was replaced: what a thief has just confirmed
    /// does not.
    pub(crate) trust: Trust,
}

/// Whether a contact is past its probation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// It recovers access.
    Recovers,
    /// It replaced or joined a confirmed one a short while ago.
    OnProbation,
}

impl Recipient {
    /// Tells whether the contact hears of it.
    pub(crate) fn hears_of(&self, subject: Subject) -> bool {
        let stands = self.replaced_by.is_none();
        let recovers = self.trust == Trust::Recovers;
        match subject {
            // The code goes to a contact that recovers access, and whoever has that knows.
            Subject::RecoveryStarted { code_kind, .. } => recovers && self.kind != code_kind,
            Subject::LoginReminder { contact_kind } => stands && self.kind == contact_kind,
            // With the power to stop or to take back: never to what a thief confirmed meanwhile.
            Subject::NewLogin { .. }
            | Subject::PasswordChanged
            | Subject::PasswordReset { .. }
            | Subject::ContactChanged { .. } => recovers,
            Subject::AccessEnded { .. } => stands || recovers,
            Subject::ServiceLinked { .. }
            | Subject::ServiceUnlinked { .. }
            | Subject::PersonalDataChanged
            | Subject::ContactChangeUndone { .. } => stands,
        }
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::id::{RecoveryId, SessionId};
    use uuid::Uuid;

    use super::{super::notice::AccessEndCause, *};

    const CHANGE: ContactChangeId = ContactChangeId::from_uuid(Uuid::from_u128(1));
    const KINDS: [ContactKind; 2] = [ContactKind::Mobile, ContactKind::Email];

    fn standing(kind: ContactKind, trust: Trust) -> Recipient {
        Recipient {
            kind,
            replaced_by: None,
            trust,
        }
    }

    fn replaced(by: ContactChangeId, trust: Trust) -> Recipient {
        Recipient {
            replaced_by: Some(by),
            ..standing(ContactKind::Mobile, trust)
        }
    }

    #[test]
    fn most_is_told_to_what_stands_only() {
        for trust in [Trust::Recovers, Trust::OnProbation] {
            assert!(standing(ContactKind::Email, trust).hears_of(Subject::PersonalDataChanged));
            assert!(!replaced(CHANGE, trust).hears_of(Subject::PersonalDataChanged));
        }
    }

    #[test]
    fn what_a_reader_may_stop_is_told_to_what_recovers_access_only() {
        for subject in [
            Subject::PasswordChanged,
            Subject::NewLogin {
                session_id: SessionId::from_uuid(Uuid::from_u128(4)),
            },
            Subject::PasswordReset {
                recovery_id: RecoveryId::from_uuid(Uuid::from_u128(3)),
            },
            Subject::ContactChanged {
                change_id: CHANGE,
                kind: ContactKind::Mobile,
            },
        ] {
            assert!(standing(ContactKind::Email, Trust::Recovers).hears_of(subject));
            assert!(replaced(CHANGE, Trust::Recovers).hears_of(subject));
            assert!(!standing(ContactKind::Email, Trust::OnProbation).hears_of(subject));
            assert!(!replaced(CHANGE, Trust::OnProbation).hears_of(subject));
        }
    }

    #[test]
    fn ended_access_is_told_to_everybody_but_what_was_replaced_on_probation() {
        let subject = Subject::AccessEnded {
            cause: AccessEndCause::NotMe,
        };
        for trust in [Trust::Recovers, Trust::OnProbation] {
            assert!(standing(ContactKind::Email, trust).hears_of(subject));
        }
        assert!(replaced(CHANGE, Trust::Recovers).hears_of(subject));
        assert!(!replaced(CHANGE, Trust::OnProbation).hears_of(subject));
    }

    #[test]
    fn reminder_goes_to_the_contact_that_was_named() {
        for (named, kind) in KINDS
            .into_iter()
            .flat_map(|named| KINDS.map(|kind| (named, kind)))
        {
            let subject = Subject::LoginReminder {
                contact_kind: named,
            };
            let told = standing(kind, Trust::Recovers).hears_of(subject);
            assert_eq!(told, named == kind);
        }
        let subject = Subject::LoginReminder {
            contact_kind: ContactKind::Mobile,
        };
        assert!(!replaced(CHANGE, Trust::Recovers).hears_of(subject));
    }

    #[test]
    fn recovery_is_told_to_what_recovers_access_and_cannot_have_its_code() {
        let told = |recipient: Recipient| {
            recipient.hears_of(Subject::RecoveryStarted {
                recovery_id: RecoveryId::from_uuid(Uuid::from_u128(3)),
                code_kind: ContactKind::Mobile,
            })
        };
        assert!(!told(standing(ContactKind::Mobile, Trust::Recovers)));
        assert!(!told(standing(ContactKind::Mobile, Trust::OnProbation)));
        assert!(told(standing(ContactKind::Email, Trust::Recovers)));
        assert!(!told(standing(ContactKind::Email, Trust::OnProbation)));
        assert!(!told(replaced(CHANGE, Trust::Recovers)));
        assert!(!told(replaced(CHANGE, Trust::OnProbation)));
        let email = Recipient {
            kind: ContactKind::Email,
            ..replaced(CHANGE, Trust::Recovers)
        };
        assert!(told(email));
    }
}
