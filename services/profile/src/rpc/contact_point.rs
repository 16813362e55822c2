//! Contact points, as a person reads them.

use kabinet_proto::{
    profile::v1::{ContactPoint, ContactPointState as StateMessage, Replacement},
    timestamp,
};

use super::parse;
use crate::{
    app::list_contact_points::{MaskedContactPoint, MaskedReplacement},
    domain::contact_point::ContactPointState,
};

pub(super) fn write(contact: MaskedContactPoint) -> ContactPoint {
    ContactPoint {
        kind: parse::kind_message(contact.kind).into(),
        masked_value: contact.masked_value,
        state: match contact.state {
            ContactPointState::Unconfirmed => StateMessage::Unconfirmed,
            ContactPointState::Confirmed => StateMessage::Confirmed,
        }
        .into(),
        preferred: contact.preferred,
        confirm_time: contact.confirm_time.map(timestamp::write),
        create_time: Some(timestamp::write(contact.create_time)),
        recovery_time: contact.recovery_time.map(timestamp::write),
        replacement: contact.replacement.map(replacement),
    }
}

fn replacement(waiting: MaskedReplacement) -> Replacement {
    Replacement {
        masked_value: waiting.masked_value,
        create_time: Some(timestamp::write(waiting.create_time)),
        expire_time: Some(timestamp::write(waiting.expire_time)),
    }
}
