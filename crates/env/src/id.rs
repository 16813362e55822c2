//! Identifiers that cannot be mistaken for each other, such as `acc_0198c2b4-…` (RFC 9562, version 7).

use thiserror::Error;

mod typed;

use typed::typed_id;

typed_id!(
    /// Identifies an account.
    AccountId, "acc"
);
typed_id!(
    /// Identifies a registration.
    RegistrationId, "reg"
);
typed_id!(
    /// Identifies a session.
    SessionId, "ses"
);
typed_id!(
    /// Identifies a verification.
    VerificationId, "vrf"
);
typed_id!(
    /// Identifies an event between services.
    EventId, "evt"
);
typed_id!(
    /// Identifies a link between an account and a contract.
    LinkId, "lnk"
);
typed_id!(
    /// Identifies a contract.
    ContractId, "ctr"
);
typed_id!(
    /// Identifies a service of a contract.
    ServiceId, "svc"
);
typed_id!(
    /// Identifies a bill.
    BillId, "bil"
);
typed_id!(
    /// Identifies a snapshot of a billing system.
    SnapshotId, "snp"
);
typed_id!(
    /// Identifies something that a person is told.
    NoticeId, "ntc"
);
typed_id!(
    /// Identifies a recovery of access.
    RecoveryId, "rcv"
);
typed_id!(
    /// Identifies a change of a contact.
    ContactChangeId, "chg"
);
typed_id!(
    /// Identifies one message that is delivered.
    DeliveryId, "dlv"
);

/// Tells that a text is not an identifier of the wanted kind.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ParseIdError {
    /// The text starts with another prefix or with none.
    #[error("does not start with {expected}_")]
    Prefix {
        /// The prefix of the wanted kind.
        expected: &'static str,
    },
    /// What follows the prefix is not a hyphenated lower-case UUID.
    #[error("is not {expected}_ and a hyphenated lower-case UUID")]
    Uuid {
        /// The prefix of the wanted kind.
        expected: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manual::ManualClock;

    fn account_id() -> AccountId {
        AccountId::new(&ManualClock::new(1).0)
    }

    #[test]
    fn text_form_is_read_back() {
        let id = account_id();
        let text = id.to_string();
        assert!(text.starts_with("acc_") && text.len() == 40, "{text}");
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(format!("{id:?}"), text);
        assert_eq!(AccountId::from_uuid(id.uuid()), id);
    }

    #[test]
    fn id_of_another_kind_is_refused() {
        let text = account_id().to_string();
        assert_eq!(
            text.parse::<SessionId>(),
            Err(ParseIdError::Prefix { expected: "ses" })
        );
    }

    #[test]
    fn other_spellings_of_the_uuid_are_refused() {
        let uuid = account_id().uuid();
        for text in [
            format!("acc_{}", uuid.simple()),
            format!("acc_{}", uuid.braced()),
            format!("acc_{}", uuid.urn()),
            format!("acc_{uuid:X}"),
            format!("acc_{uuid} "),
            "acc_".to_owned(),
        ] {
            assert_eq!(
                text.parse::<AccountId>(),
                Err(ParseIdError::Uuid { expected: "acc" }),
                "{text}"
            );
        }
    }

    #[test]
    fn json_form_is_the_text_form() {
        let id = account_id();
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<AccountId>(&json).unwrap(), id);
        assert!(serde_json::from_str::<SessionId>(&json).is_err());
    }
}
