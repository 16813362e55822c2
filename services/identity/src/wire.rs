//! Values that both the service's own contract and its peers' carry.

use kabinet_domain::Channel;
use kabinet_proto::types::v1 as types;

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
