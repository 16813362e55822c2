//! What the generated `Debug` prints instead of raw values.

use std::fmt;

/// Stands for a value that must never be seen in a log.
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Prints the name of an enum's value, or the number of an unknown one.
pub(crate) fn named<E: TryFrom<i32>>(number: i32) -> Named<E> {
    Named(E::try_from(number).map_err(|_| number))
}

pub(crate) struct Named<E>(Result<E, i32>);

impl<E: fmt::Debug> fmt::Debug for Named<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(value) => value.fmt(f),
            Err(number) => number.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::types::v1::{ClientContext, ContactKind, RegistrationConfirmed};

    #[test]
    fn redacted_fields_are_not_printed() {
        let client = ClientContext {
            network_address: "192.0.2.7".into(),
            device_token: "device-secret".into(),
            user_agent: "agent".into(),
            language: "ru".into(),
        };
        assert_eq!(
            format!("{client:?}"),
            "ClientContext { network_address: [redacted], device_token: [redacted], \
             user_agent: [redacted], language: \"ru\" }"
        );
    }

    #[test]
    fn enums_are_printed_by_name_and_unknown_ones_by_number() {
        let mut event = RegistrationConfirmed {
            confirmed_kind: ContactKind::Email.into(),
            ..Default::default()
        };
        assert!(format!("{event:?}").contains("confirmed_kind: CONTACT_KIND_EMAIL"));
        event.confirmed_kind = 77;
        assert!(format!("{event:?}").contains("confirmed_kind: 77"));
    }
}
