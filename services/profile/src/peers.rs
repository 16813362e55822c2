//! The other services, as this one calls them.

use kabinet_outbox::DeliverError;
use kabinet_peer::{Failure, Peer};
use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::{DeliverEventRequest, event_sink_service_client::EventSinkServiceClient},
    types::v1::Event,
};

/// Services that this one calls.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Identity: keys and sessions of access tokens, and the sink of events.
    pub identity: Peer,
}

impl Peers {
    /// Hands an event of the outbox to its destination.
    pub(crate) async fn deliver(
        self,
        destination: String,
        event: Event,
    ) -> Result<(), DeliverError> {
        if destination != "identity" {
            return Err(DeliverError::Poison);
        }
        let request = DeliverEventRequest { event: Some(event) };
        let answer = EventSinkServiceClient::new(self.identity)
            .deliver_event(request)
            .await;
        match answer {
            Ok(_) => Ok(()),
            Err(status) => Err(after(&Failure::from(status))),
        }
    }
}

/// What a destination says about the event holds for ever; what it says about this caller or the
/// moment does not.
fn after(failure: &Failure) -> DeliverError {
    match failure.reason() {
        None
        | Some(
            Reason::CallerUnknown
            | Reason::CallerNotAllowed
            | Reason::RateLimited
            // A destination that is still of the version before does not read every new event.
            | Reason::InvalidRequest,
        ) => DeliverError::Retry,
        Some(_) => DeliverError::Poison,
    }
}

#[cfg(test)]
mod tests {
    use kabinet_status::Refusal;

    use super::*;

    fn after_refusal(refusal: Refusal) -> DeliverError {
        after(&Failure::from(tonic::Status::from(refusal)))
    }

    #[test]
    fn event_that_is_refused_for_itself_is_set_aside() {
        let refusal = Refusal::already_exists(Reason::ProfileExists, "no");
        assert_eq!(after_refusal(refusal), DeliverError::Poison);
    }

    #[test]
    fn event_waits_for_a_destination_that_cannot_take_it_now() {
        for reason in [
            Reason::CallerUnknown,
            Reason::CallerNotAllowed,
            Reason::RateLimited,
            Reason::InvalidRequest,
        ] {
            let refusal = Refusal::permission_denied(reason, "no");
            assert_eq!(after_refusal(refusal), DeliverError::Retry, "{reason:?}");
        }
        assert_eq!(after(&Failure::Unavailable), DeliverError::Retry);
    }
}
