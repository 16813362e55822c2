//! Reads `UpdateProfileRequest` as a whole: every wrong field is named at once.

use kabinet_domain::{PersonName, RegionCode};
use kabinet_proto::profile::v1::{ProfileChange, UpdateProfileRequest};
use kabinet_status::Refusal;
use time::Date;
use uuid::Uuid;

use super::{
    parse::{self, Today},
    person_fields::PersonFields,
    update_mask,
    violations::Violations,
};
use crate::domain::correction::Correction;

/// Where the fields stand.
const FIELDS: PersonFields = PersonFields::OF_PROFILE;

/// A field that the mask may name.
#[derive(Debug, Clone, Copy)]
enum Field {
    FamilyName,
    GivenName,
    MiddleName,
    BirthDate,
    RegionCode,
}

const MASK: [(&str, Field); 5] = [
    ("family_name", Field::FamilyName),
    ("given_name", Field::GivenName),
    ("middle_name", Field::MiddleName),
    ("birth_date", Field::BirthDate),
    ("region_code", Field::RegionCode),
];

pub(super) fn update_profile(
    message: &UpdateProfileRequest,
    today: &Today<'_>,
) -> Result<(Uuid, Vec<Correction>), Refusal> {
    let fields = update_mask::read(message.update_mask.as_ref(), &MASK)?;
    let mut violations = Violations::default();
    let request_id = violations.read("request_id", message.request_id.parse());
    let corrections = violations
        .some("profile", message.profile.as_ref())
        .and_then(|change| corrections(change, &fields, today, &mut violations));
    match (request_id, corrections) {
        (Some(request_id), Some(corrections)) => Ok((request_id, corrections)),
        _ => Err(violations.refusal()),
    }
}

/// Reads the named fields. Where one is malformed, the obstacles in the others are named with it;
/// well-formed corrections are the use case's to take or not.
fn corrections(
    change: &ProfileChange,
    fields: &[Field],
    today: &Today<'_>,
    violations: &mut Violations,
) -> Option<Vec<Correction>> {
    let read: Vec<_> = fields
        .iter()
        .filter_map(|field| correction(change, *field, today.date, violations))
        .collect();
    if read.len() == fields.len() {
        return Some(read);
    }
    for obstacle in today.admission.obstacles_of(&read, today.date) {
        violations.obstacle(obstacle, &FIELDS);
    }
    None
}

fn correction(
    change: &ProfileChange,
    field: Field,
    today: Date,
    violations: &mut Violations,
) -> Option<Correction> {
    match field {
        Field::FamilyName => violations
            .read(FIELDS.family_name, PersonName::parse(&change.family_name))
            .map(Correction::FamilyName),
        Field::GivenName => violations
            .read(FIELDS.given_name, PersonName::parse(&change.given_name))
            .map(Correction::GivenName),
        Field::MiddleName => violations
            .read(FIELDS.middle_name, parse::middle_name(&change.middle_name))
            .map(Correction::MiddleName),
        Field::BirthDate => {
            let date = change.birth_date.unwrap_or_default();
            violations
                .read(FIELDS.birth_date, parse::birth_date(date, today))
                .map(Correction::BirthDate)
        }
        Field::RegionCode => violations
            .read(FIELDS.region_code, RegionCode::parse(&change.region_code))
            .map(Correction::Region),
    }
}
