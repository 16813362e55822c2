use time::macros::{date, datetime};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

/// Day and instant that Postgres counts from.
const EPOCH_DAY: Date = date!(2000 - 01 - 01);
const EPOCH: OffsetDateTime = datetime!(2000-01-01 00:00 UTC);

/// A value with a binary form of its own.
pub(in crate::store) trait Value {
    /// Id of its type in `pg_type`.
    const OID: i32;

    /// Writes the value without its length.
    fn write(&self, bytes: &mut Vec<u8>);
}

impl Value for [u8] {
    const OID: i32 = 17;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self);
    }
}

impl Value for i64 {
    const OID: i32 = 20;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_be_bytes());
    }
}

impl Value for i32 {
    const OID: i32 = 23;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_be_bytes());
    }
}

impl Value for str {
    const OID: i32 = 25;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.as_bytes());
    }
}

impl Value for Date {
    const OID: i32 = 1082;

    fn write(&self, bytes: &mut Vec<u8>) {
        let days = self.to_julian_day() - EPOCH_DAY.to_julian_day();
        days.write(bytes);
    }
}

impl Value for OffsetDateTime {
    const OID: i32 = 1184;

    fn write(&self, bytes: &mut Vec<u8>) {
        let microseconds = (*self - EPOCH).whole_microseconds();
        let microseconds = i64::try_from(microseconds).expect("a time of this era");
        microseconds.write(bytes);
    }
}

impl Value for Uuid {
    const OID: i32 = 2950;

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.as_bytes());
    }
}
