//! The other services, as this one calls them.

mod profile;
mod verification;

use kabinet_outbox::DeliverError;
use kabinet_peer::{Failure, Peer};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Event;

pub(crate) use profile::{Activation, contact_kind};
pub(crate) use verification::{Binding, Destination, Issued};

/// Services that this one calls.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Verification.
    pub verification: Peer,
    /// Profile.
    pub profile: Peer,
}

/// Name of the outbox destination.
pub(crate) const PROFILE: &str = "profile";

impl Peers {
    /// Hands an event of the outbox to its destination.
    pub(crate) async fn deliver(
        self,
        destination: String,
        event: Event,
    ) -> Result<(), DeliverError> {
        if destination != PROFILE {
            return Err(DeliverError::Poison);
        }
        self.deliver_to_profile(event)
            .await
            .map_err(|failure| after(&failure))
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

/// An answer without what the contract promises is no answer.
fn incomplete(peer: &'static str) -> Failure {
    tracing::error!(
        peer.service = peer,
        "the peer's answer lacks what its contract promises"
    );
    Failure::Unavailable
}

#[cfg(test)]
mod tests {
    use kabinet_status::Refusal;

    use super::*;

    fn after_refusal(reason: Reason) -> DeliverError {
        let refusal = Refusal::failed_precondition(reason, "no");
        after(&Failure::from(tonic::Status::from(refusal)))
    }

    #[test]
    fn event_that_is_refused_for_itself_is_set_aside() {
        for reason in [
            Reason::DraftNotFound,
            Reason::DraftConflict,
            Reason::ProfileExists,
        ] {
            assert_eq!(after_refusal(reason), DeliverError::Poison, "{reason:?}");
        }
    }

    #[test]
    fn event_waits_for_a_destination_that_cannot_take_it_now() {
        for reason in [
            Reason::CallerUnknown,
            Reason::CallerNotAllowed,
            Reason::RateLimited,
            Reason::InvalidRequest,
        ] {
            assert_eq!(after_refusal(reason), DeliverError::Retry, "{reason:?}");
        }
        assert_eq!(after(&Failure::Unavailable), DeliverError::Retry);
    }
}
