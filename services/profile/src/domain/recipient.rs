//! Who is told of what.

use kabinet_domain::ContactKind;
use kabinet_env::id::ContactChangeId;

use super::notice::Subject;

/// A contact that may be told: one that stands confirmed, or a replaced one while it recovers access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recipient {
    /// Kind.
    pub(crate) kind: ContactKind,
    /// Change that replaced it; none for a contact that stands.
    pub(crate) replaced_by: Option<ContactChangeId>,
    /// Whether it recovers access by now: what a thief has just confirmed does not.
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
            Subject::RecoveryStarted { code_kind, .. } => {
                let may_have_code = recovers && self.kind == code_kind;
                !may_have_code && (stands || recovers)
            }
            Subject::LoginReminder { contact_kind } => stands && self.kind == contact_kind,
            // With the power to take it back: never to what a thief confirmed meanwhile.
            Subject::ContactChanged { change_id, .. } => {
                recovers || self.replaced_by == Some(change_id)
            }
            Subject::NewLogin { .. }
            | Subject::PasswordChanged
            | Subject::ServiceLinked { .. }
            | Subject::ServiceUnlinked { .. }
            | Subject::PersonalDataChanged
            | Subject::PasswordReset { .. }
            | Subject::AccessEnded { .. }
            | Subject::ContactChangeUndone { .. } => stands,
        }
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::id::RecoveryId;
    use uuid::Uuid;

    use super::*;

    const CHANGE: ContactChangeId = ContactChangeId::from_uuid(Uuid::from_u128(1));
    const OTHER: ContactChangeId = ContactChangeId::from_uuid(Uuid::from_u128(2));
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
            assert!(standing(ContactKind::Email, trust).hears_of(Subject::PasswordChanged));
            assert!(!replaced(CHANGE, trust).hears_of(Subject::PasswordChanged));
        }
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
    fn recovery_is_told_wherever_its_code_cannot_have_gone() {
        let told = |recipient: Recipient| {
            recipient.hears_of(Subject::RecoveryStarted {
                recovery_id: RecoveryId::from_uuid(Uuid::from_u128(3)),
                code_kind: ContactKind::Mobile,
            })
        };
        assert!(!told(standing(ContactKind::Mobile, Trust::Recovers)));
        assert!(told(standing(ContactKind::Mobile, Trust::OnProbation)));
        assert!(told(standing(ContactKind::Email, Trust::Recovers)));
        assert!(told(standing(ContactKind::Email, Trust::OnProbation)));
        assert!(!told(replaced(CHANGE, Trust::Recovers)));
        assert!(!told(replaced(CHANGE, Trust::OnProbation)));
        let email = Recipient {
            kind: ContactKind::Email,
            ..replaced(CHANGE, Trust::Recovers)
        };
        assert!(told(email));
    }

    #[test]
    fn change_is_told_to_what_recovers_access_and_to_what_it_replaced() {
        let told = |recipient: Recipient| {
            recipient.hears_of(Subject::ContactChanged {
                change_id: CHANGE,
                kind: ContactKind::Mobile,
            })
        };
        assert!(told(standing(ContactKind::Email, Trust::Recovers)));
        assert!(!told(standing(ContactKind::Mobile, Trust::OnProbation)));
        assert!(told(replaced(CHANGE, Trust::OnProbation)));
        assert!(told(replaced(OTHER, Trust::Recovers)));
        assert!(!told(replaced(OTHER, Trust::OnProbation)));
    }
}
