use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use tonic::{Code, Status};

/// Why a call to a peer brought no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// The peer understood the call and refuses it, for a reason of the contract.
    #[error("the peer refuses the call")]
    Refused(Status),
    /// The peer did not answer, not in time, or not sensibly; whether the call took effect is unknown.
    #[error("the peer does not answer")]
    Unavailable,
}

impl Failure {
    /// Tells the log that an answer lacks what the peer's contract promises: it is none.
    pub fn incomplete(peer: &'static str) -> Self {
        tracing::error!(
            peer.service = peer,
            "the peer's answer lacks what its contract promises"
        );
        Self::Unavailable
    }

    /// Returns why the peer refuses, if it does.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Refused(status) => read::reason(status),
            Self::Unavailable => None,
        }
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        // tonic says CANCELLED for its own timeout and UNKNOWN for a broken transport.
        let unanswered = matches!(
            status.code(),
            Code::Unavailable | Code::Unknown | Code::Cancelled | Code::DeadlineExceeded
        );
        match read::reason(&status) {
            None
            | Some(
                Reason::Internal
                | Reason::Overloaded
                | Reason::DeadlineExceeded
                | Reason::TemporarilyUnavailable,
            ) => Self::Unavailable,
            Some(_) if unanswered => Self::Unavailable,
            Some(_) => Self::Refused(status),
        }
    }
}

#[cfg(test)]
mod tests {
    use kabinet_status::Refusal;

    use super::*;

    #[test]
    fn a_reason_of_the_contract_is_a_refusal() {
        let refusal = Refusal::new(Code::ResourceExhausted, Reason::RateLimited, "slow down");
        let failure = Failure::from(Status::from(refusal));
        assert_eq!(failure.reason(), Some(Reason::RateLimited));
    }

    #[test]
    fn everything_else_is_a_missing_answer() {
        let overloaded = Refusal::new(Code::ResourceExhausted, Reason::Overloaded, "busy");
        let internal = Refusal::new(Code::Internal, Reason::Internal, "broken");
        for status in [
            Status::unavailable("down"),
            Status::cancelled("Timeout expired"),
            Status::deadline_exceeded("late"),
            Status::unknown("transport error"),
            Status::unimplemented("older version"),
            overloaded.into(),
            internal.into(),
        ] {
            let code = status.code();
            assert!(
                matches!(Failure::from(status), Failure::Unavailable),
                "{code}"
            );
        }
    }
}
