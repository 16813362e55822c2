//! Times as they cross the wire.

use prost_types::Timestamp;
use time::{OffsetDateTime, macros::datetime};

/// Writes a time for the wire.
pub fn write(time: OffsetDateTime) -> Timestamp {
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos: i32::try_from(time.nanosecond()).expect("a second has 10^9 nanoseconds"),
    }
}

/// Reads a time of this era, to the microsecond that Postgres keeps; none where it is malformed.
pub fn read(timestamp: &Timestamp) -> Option<OffsetDateTime> {
    let nanosecond = u32::try_from(timestamp.nanos).ok()?;
    let time = OffsetDateTime::from_unix_timestamp(timestamp.seconds)
        .ok()?
        .replace_nanosecond(nanosecond)
        .ok()?;
    let this_era = datetime!(1970-01-01 00:00 UTC)..datetime!(9999-01-01 00:00 UTC);
    this_era
        .contains(&time)
        .then(|| time.truncate_to_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_read_back() {
        let time = datetime!(2026-01-02 03:04:05.678901 UTC);
        assert_eq!(read(&write(time)), Some(time));
    }

    #[test]
    fn nanoseconds_are_cut_off() {
        let timestamp = Timestamp {
            seconds: 1,
            nanos: 1_999,
        };
        let time = read(&timestamp);
        assert_eq!(time.map(OffsetDateTime::nanosecond), Some(1_000));
    }

    #[test]
    fn times_that_the_database_cannot_keep_are_malformed() {
        for (seconds, nanos) in [
            (i64::MAX, 0),
            (i64::MIN, 0),
            (-1, 0),
            (253_402_300_799, 0),
            (0, -1),
            (0, 1_000_000_000),
            (0, i32::MAX),
        ] {
            let timestamp = Timestamp { seconds, nanos };
            assert_eq!(read(&timestamp), None, "{timestamp:?}");
        }
    }
}
