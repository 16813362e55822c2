//! Personal data as they stand under the seal: JSON.

use kabinet_domain::{BirthDate, PersonName, RegionCode};
use serde::{Deserialize, Serialize};
use time::{Date, Month};
use zeroize::Zeroizing;

use crate::domain::person::PersonalData;

#[derive(Serialize, Deserialize)]
struct Record {
    family_name: String,
    given_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    middle_name: Option<String>,
    birth_date: (i32, u8, u8),
    region: String,
}

pub(super) fn encode(data: &PersonalData) -> Zeroizing<Vec<u8>> {
    let born = data.birth_date.date();
    let record = Record {
        family_name: data.family_name.as_str().to_owned(),
        given_name: data.given_name.as_str().to_owned(),
        middle_name: data
            .middle_name
            .as_ref()
            .map(|name| name.as_str().to_owned()),
        birth_date: (born.year(), u8::from(born.month()), born.day()),
        region: data.region.as_str().to_owned(),
    };
    Zeroizing::new(serde_json::to_vec(&record).expect("a record of texts is JSON"))
}

pub(super) fn decode(bytes: &[u8]) -> Option<PersonalData> {
    let record: Record = serde_json::from_slice(bytes).ok()?;
    let (year, month, day) = record.birth_date;
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    Some(PersonalData {
        family_name: PersonName::parse(&record.family_name).ok()?,
        given_name: PersonName::parse(&record.given_name).ok()?,
        middle_name: match record.middle_name {
            Some(name) => Some(PersonName::parse(&name).ok()?),
            None => None,
        },
        birth_date: BirthDate::new(year, month, day, date).ok()?,
        region: RegionCode::parse(&record.region).ok()?,
    })
}
