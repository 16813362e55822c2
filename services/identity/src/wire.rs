//! Values that both the service's own contract and its peers' carry.

use kabinet_domain::Channel;
use kabinet_proto::types::v1 as types;
use prost_types::Timestamp;
use time::OffsetDateTime;

pub(crate) fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos: i32::try_from(time.nanosecond()).expect("a second has 10^9 nanoseconds"),
    }
}

/// Reads a time, with the precision that Postgres keeps.
pub(crate) fn time(timestamp: &Timestamp) -> Option<OffsetDateTime> {
    let nanoseconds = u32::try_from(timestamp.nanos).ok()?;
    let time = OffsetDateTime::from_unix_timestamp(timestamp.seconds).ok()?;
    Some(
        time.replace_nanosecond(nanoseconds)
            .ok()?
            .truncate_to_microsecond(),
    )
}

pub(crate) fn channel(channel: Channel) -> types::Channel {
    match channel {
        Channel::Sms => types::Channel::Sms,
        Channel::Email => types::Channel::Email,
    }
}

pub(crate) fn read_channel(channel: types::Channel) -> Option<Channel> {
    match channel {
        types::Channel::Unspecified => None,
        types::Channel::Sms => Some(Channel::Sms),
        types::Channel::Email => Some(Channel::Email),
    }
}
