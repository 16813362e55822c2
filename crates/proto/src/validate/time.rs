//! Ranges that protobuf promises for its times.

use prost_types::{Duration, Timestamp};

/// 0001-01-01T00:00:00Z.
const FIRST_SECOND: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z.
const LAST_SECOND: i64 = 253_402_300_799;
/// Ten thousand years.
const MAX_SECONDS: i64 = 315_576_000_000;
const MAX_NANOS: i32 = 999_999_999;

/// Tells whether the time lies in the years 1 to 9999.
pub fn is_timestamp(value: &Timestamp) -> bool {
    (FIRST_SECOND..=LAST_SECOND).contains(&value.seconds) && (0..=MAX_NANOS).contains(&value.nanos)
}

/// Tells whether the duration is within ten thousand years and of one sign.
pub fn is_duration(value: &Duration) -> bool {
    let signs_agree = i64::from(value.nanos.signum()) * value.seconds.signum() >= 0;
    (-MAX_SECONDS..=MAX_SECONDS).contains(&value.seconds)
        && (-MAX_NANOS..=MAX_NANOS).contains(&value.nanos)
        && signs_agree
}
