//! Times as the people of a region read them.

use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use time::OffsetDateTime;

/// Time zone of a region, from the IANA database that is built in.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct RegionZone {
    name: String,
    zone: TimeZone,
}

/// The database has no such time zone.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no time zone of the IANA database")]
pub(crate) struct UnknownZone(String);

impl RegionZone {
    /// Returns the zone's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl TryFrom<String> for RegionZone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        match TimeZone::get(&name) {
            Ok(zone) => Ok(Self { name, zone }),
            Err(_) => Err(UnknownZone(name)),
        }
    }
}

/// Writes a time in a zone, or in UTC where none is known: `22.11 14:05 UTC+3`.
pub(crate) fn write(time: OffsetDateTime, zone: Option<&RegionZone>) -> String {
    let zone = zone.map_or(TimeZone::UTC, |zone| zone.zone.clone());
    let local = timestamp(time).to_zoned(zone);
    let offset = offset(local.offset().seconds());
    format!("{} UTC{offset}", local.strftime("%d.%m %H:%M"))
}

fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp::from_second(time.unix_timestamp())
        .expect("times are of this era, and jiff keeps all of it")
}

fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => String::new(),
        (hours, 0) => format!("{sign}{hours}"),
        (hours, minutes) => format!("{sign}{hours}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const TIME: OffsetDateTime = datetime!(2026-11-22 11:05:59 UTC);

    fn written(name: &str) -> String {
        write(TIME, Some(&RegionZone::try_from(name.to_owned()).unwrap()))
    }

    #[test]
    fn time_is_that_of_the_zone() {
        for (name, text) in [
            ("Europe/Moscow", "22.11 14:05 UTC+3"),
            ("Europe/Kaliningrad", "22.11 13:05 UTC+2"),
            ("Asia/Kamchatka", "22.11 23:05 UTC+12"),
            ("Asia/Kolkata", "22.11 16:35 UTC+5:30"),
            ("America/St_Johns", "22.11 07:35 UTC-3:30"),
            ("Pacific/Kiritimati", "23.11 01:05 UTC+14"),
            ("Africa/Abidjan", "22.11 11:05 UTC"),
        ] {
            assert_eq!(written(name), text, "{name}");
        }
        assert_eq!(write(TIME, None), "22.11 11:05 UTC");
    }

    #[test]
    fn summer_time_is_kept() {
        let zone = RegionZone::try_from("Europe/Warsaw".to_owned()).unwrap();
        let write = |time| write(time, Some(&zone));
        assert_eq!(write(datetime!(2026-07-01 12:00 UTC)), "01.07 14:00 UTC+2");
        assert_eq!(write(datetime!(2026-12-01 12:00 UTC)), "01.12 13:00 UTC+1");
    }

    #[test]
    fn zone_that_is_none_is_refused() {
        for name in ["", "Moscow", "UTC+3", "../etc/passwd"] {
            assert!(RegionZone::try_from(name.to_owned()).is_err(), "{name}");
        }
    }
}
