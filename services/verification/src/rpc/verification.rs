use kabinet_domain::Channel;
use kabinet_proto::types::v1 as types;
use kabinet_proto::verification::v1 as pb;
use prost_types::Timestamp;
use time::OffsetDateTime;

use crate::domain::{DeliveryState, Policy, State, Verification};
use crate::store::Delivery;

pub(super) fn verification(
    handle: String,
    verification: &Verification,
    policy: &Policy,
) -> pb::Verification {
    pb::Verification {
        handle,
        state: state(verification.state).into(),
        channel: channel(verification.channel).into(),
        code_length: policy.code_length(verification.channel).into(),
        expire_time: Some(timestamp(verification.expire_time)),
        resend_time: verification.resend_time.map(timestamp),
        attempts_left: verification.attempts_left,
        sends_left: verification.sends_left,
    }
}

pub(super) fn delivery(delivery: &Delivery) -> pb::Delivery {
    pb::Delivery {
        channel: channel(delivery.channel).into(),
        state: delivery_state(delivery.state).into(),
        create_time: Some(timestamp(delivery.create_time)),
        update_time: Some(timestamp(delivery.update_time)),
    }
}

fn state(state: State) -> pb::VerificationState {
    match state {
        State::Pending => pb::VerificationState::Pending,
        State::Approved => pb::VerificationState::Approved,
        State::Expired => pb::VerificationState::Expired,
        State::Exhausted => pb::VerificationState::Exhausted,
        State::Canceled => pb::VerificationState::Canceled,
    }
}

fn delivery_state(state: DeliveryState) -> pb::DeliveryState {
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

fn channel(channel: Channel) -> types::Channel {
    match channel {
        Channel::Sms => types::Channel::Sms,
        Channel::Email => types::Channel::Email,
    }
}

fn timestamp(time: OffsetDateTime) -> Timestamp {
    Timestamp {
        seconds: time.unix_timestamp(),
        nanos: time.nanosecond().cast_signed(),
    }
}
