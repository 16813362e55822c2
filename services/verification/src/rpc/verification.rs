use kabinet_proto::timestamp;
use kabinet_proto::verification::v1 as pb;

use super::delivery::channel;
use crate::domain::{Policies, State, Verification};

pub(super) fn verification(
    handle: String,
    verification: &Verification,
    policies: &Policies,
) -> pb::Verification {
    let policy = policies.of(verification.purpose);
    pb::Verification {
        handle,
        state: state(verification.state).into(),
        channel: channel(verification.channel).into(),
        code_length: policy.code_length(verification.channel).into(),
        expire_time: Some(timestamp::write(verification.expire_time)),
        resend_time: verification.resend_time.map(timestamp::write),
        attempts_left: verification.attempts_left,
        sends_left: verification.sends_left,
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
