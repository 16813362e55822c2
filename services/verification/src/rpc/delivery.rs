use kabinet_domain::Channel;
use kabinet_proto::timestamp;
use kabinet_proto::types::v1 as types;
use kabinet_proto::verification::v1 as pb;

use crate::domain::{DeliveryState, Lane};
use crate::store::Delivery;

pub(super) fn delivery(delivery: &Delivery) -> pb::Delivery {
    pb::Delivery {
        channel: channel(delivery.channel).into(),
        state: state(delivery.state).into(),
        create_time: Some(timestamp::write(delivery.create_time)),
        update_time: Some(timestamp::write(delivery.update_time)),
    }
}

/// A message of which the starter may know only that it was queued.
pub(super) fn concealed(delivery: &Delivery) -> pb::Delivery {
    let create_time = timestamp::write(delivery.create_time);
    pb::Delivery {
        channel: channel(delivery.channel).into(),
        state: pb::DeliveryState::Unspecified.into(),
        create_time: Some(create_time),
        update_time: Some(create_time),
    }
}

pub(super) fn lane(lane: Lane) -> pb::Lane {
    match lane {
        Lane::Security => pb::Lane::Security,
        Lane::Service => pb::Lane::Service,
    }
}

fn state(state: DeliveryState) -> pb::DeliveryState {
    match state {
        DeliveryState::Queued => pb::DeliveryState::Queued,
        DeliveryState::Submitted => pb::DeliveryState::Submitted,
        DeliveryState::Accepted => pb::DeliveryState::Accepted,
        DeliveryState::Delivered => pb::DeliveryState::Delivered,
        DeliveryState::Undelivered => pb::DeliveryState::Undelivered,
        DeliveryState::Unknown => pb::DeliveryState::Unknown,
        DeliveryState::Skipped => pb::DeliveryState::Skipped,
    }
}

pub(super) fn channel(channel: Channel) -> types::Channel {
    match channel {
        Channel::Sms => types::Channel::Sms,
        Channel::Email => types::Channel::Email,
    }
}
