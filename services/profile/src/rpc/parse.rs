//! Reads fields: the only place where texts of a caller become values of the domain.

use kabinet_domain::{BirthDate, ContactKind, PersonName, RegionCode, birth_date};
use kabinet_proto::{
    google::r#type::Date as DateMessage,
    types::v1::{ContactKind as KindMessage, PersonalData as PersonalDataMessage},
};
use time::Date;

use super::{person_fields::PersonFields, violations::Violations};
use crate::domain::{admission::Admission, person::PersonalData};

/// The day of a request, and whom the operator takes on it.
pub(super) struct Today<'a> {
    pub(super) date: Date,
    pub(super) admission: &'a Admission,
}

/// Where the fields stand.
const FIELDS: PersonFields = PersonFields::OF_DRAFT;

/// Reads names, birth date and region. Where a field is malformed, the obstacles in the others are
/// named with it; a well-formed person is the use case's to take or not.
pub(super) fn personal_data(
    message: &PersonalDataMessage,
    today: &Today<'_>,
    violations: &mut Violations,
) -> Option<PersonalData> {
    let family_name = violations.read(FIELDS.family_name, PersonName::parse(&message.family_name));
    let given_name = violations.read(FIELDS.given_name, PersonName::parse(&message.given_name));
    let middle_name = violations.read(FIELDS.middle_name, middle_name(&message.middle_name));
    let birth_date = violations.read(
        FIELDS.birth_date,
        birth_date(message.birth_date.unwrap_or_default(), today.date),
    );
    let region = violations.read(FIELDS.region_code, RegionCode::parse(&message.region_code));
    match (family_name, given_name, middle_name, birth_date, region) {
        (
            Some(family_name),
            Some(given_name),
            Some(middle_name),
            Some(birth_date),
            Some(region),
        ) => Some(PersonalData {
            family_name,
            given_name,
            middle_name,
            birth_date,
            region,
        }),
        (_, _, _, birth_date, region) => {
            let admission = today.admission;
            let age = birth_date.and_then(|date| admission.age(date, today.date));
            let region = region.and_then(|region| admission.region(&region));
            age.into_iter()
                .chain(region)
                .for_each(|obstacle| violations.obstacle(obstacle, &FIELDS));
            None
        }
    }
}

/// Reads a kind of contact.
pub(super) fn contact_kind(kind: i32) -> Option<ContactKind> {
    match KindMessage::try_from(kind) {
        Ok(KindMessage::Mobile) => Some(ContactKind::Mobile),
        Ok(KindMessage::Email) => Some(ContactKind::Email),
        Ok(KindMessage::Unspecified) | Err(_) => None,
    }
}

/// Writes a kind of contact.
pub(super) fn kind_message(kind: ContactKind) -> KindMessage {
    match kind {
        ContactKind::Mobile => KindMessage::Mobile,
        ContactKind::Email => KindMessage::Email,
    }
}

/// Reads a patronymic; the empty text is none.
pub(super) fn middle_name(
    text: &str,
) -> Result<Option<PersonName>, kabinet_domain::person_name::Error> {
    match text {
        "" => Ok(None),
        name => PersonName::parse(name).map(Some),
    }
}

/// Reads a birth date.
pub(super) fn birth_date(
    message: DateMessage,
    today: Date,
) -> Result<BirthDate, birth_date::Error> {
    let part = |number| u8::try_from(number).map_err(|_| birth_date::Error::NotADate);
    BirthDate::new(
        message.year,
        part(message.month)?,
        part(message.day)?,
        today,
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kabinet_status::read::field_violations;
    use time::macros::date;

    use super::*;
    use crate::domain::region_directory::RegionDirectory;

    fn person() -> PersonalDataMessage {
        PersonalDataMessage {
            family_name: "Ёлкина".to_owned(),
            given_name: "Анна".to_owned(),
            middle_name: String::new(),
            birth_date: Some(DateMessage {
                year: 1990,
                month: 2,
                day: 28,
            }),
            region_code: "RU-MOW".to_owned(),
        }
    }

    fn wrong_fields(message: &PersonalDataMessage) -> Vec<String> {
        let admission = Admission::new(Arc::new(RegionDirectory::russian_federation()), 14);
        let today = Today {
            date: date!(2026 - 01 - 01),
            admission: &admission,
        };
        let mut violations = Violations::default();
        personal_data(message, &today, &mut violations);
        field_violations(&violations.refusal().into())
            .into_iter()
            .map(|violation| violation.field)
            .collect()
    }

    #[test]
    fn sound_person_has_no_wrong_field() {
        assert_eq!(wrong_fields(&person()), [""; 0]);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let message = PersonalDataMessage {
            family_name: " ".to_owned(),
            given_name: "А\u{0}нна".to_owned(),
            middle_name: "1".repeat(200),
            birth_date: Some(DateMessage {
                year: 2000,
                month: 2,
                day: 30,
            }),
            region_code: "?".to_owned(),
        };
        assert_eq!(
            wrong_fields(&message),
            [
                "personal_data.family_name",
                "personal_data.given_name",
                "personal_data.middle_name",
                "personal_data.birth_date",
                "personal_data.region_code",
            ]
        );
    }

    #[test]
    fn obstacles_are_named_with_malformed_fields() {
        let mut message = person();
        message.given_name = "42".to_owned();
        message.birth_date = Some(DateMessage {
            year: 2020,
            month: 1,
            day: 1,
        });
        message.region_code = "XX-1".to_owned();
        assert_eq!(
            wrong_fields(&message),
            [
                "personal_data.given_name",
                "personal_data.birth_date",
                "personal_data.region_code",
            ]
        );
    }

    #[test]
    fn dates_that_are_none_are_malformed() {
        for (year, month, day) in [(1990, 13, 1), (1990, -1, 1), (1990, 1, 300), (0, 0, 0)] {
            let mut message = person();
            message.birth_date = Some(DateMessage { year, month, day });
            assert_eq!(wrong_fields(&message), ["personal_data.birth_date"]);
        }
    }
}
