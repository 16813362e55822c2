use std::time::Duration;

use kabinet_domain::{Channel, NetworkPrefix};
use kabinet_proof::{Claims, destination_hash};

use super::{App, Failure, Observed};
use crate::codes::{Candidate, Check, Checked};
use crate::domain::{Binding, Handle, State, typed};
use crate::store::{Ended, FailedGuess};

/// A code as a person typed it.
pub(crate) struct Input {
    /// Name of the calling service.
    pub caller: String,
    /// Handle of the verification.
    pub handle: String,
    /// The code.
    pub code: String,
    /// What the code is bound to, as at the start.
    pub binding: Binding,
    /// Names the operation that the approval is for.
    pub idempotency_key: String,
    /// The person's network.
    pub network: Option<NetworkPrefix>,
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The code is wrong; so many attempts are left.
    #[error("the code is wrong")]
    Wrong(u32),
    /// No such verification of this caller.
    #[error("no such verification")]
    Missing,
    /// Approved already, for another key.
    #[error("the code was used before")]
    Used,
    /// The verification has ended.
    #[error("the verification has ended")]
    Ended(State),
    /// The subject guessed wrong too often.
    #[error("the subject is locked")]
    Locked(Duration),
    /// A limit refuses.
    #[error("the limit {0} is reached")]
    Limited(String, Duration),
    /// Something failed.
    #[error("a code was not checked")]
    Failure(#[from] Failure),
}

/// Checks a code in one round trip; a right one gives a signed proof.
pub(crate) async fn run(app: &App, input: Input) -> Result<String, Error> {
    let handle = app.vault.open_handle(&input.handle).ok_or(Error::Missing)?;
    let candidates = candidates(app, &handle, &input).ok_or(Error::Missing)?;
    let check = Check {
        handle: &handle,
        caller: &input.caller,
        network_tag: input.network.map(|network| app.vault.network_tag(network)),
        candidates: &candidates,
    };
    let checked = app.codes.check(&check).await.map_err(Failure::from)?;
    tell(app, &handle, &checked);
    match checked {
        Checked::Approved {
            id,
            channel,
            approve_time,
            policy_version,
            destination,
            now,
            ..
        } => {
            let destination = app
                .vault
                .open_destination(id, channel, &destination)
                .map_err(Failure::from)?;
            let claims = Claims {
                verification_id: id,
                audience: input.caller,
                purpose: input.binding.purpose.as_str().to_owned(),
                subject: input.binding.subject,
                payload_digest: input.binding.payload_digest,
                channel,
                destination_hash: destination_hash(id, &destination),
                approve_time,
                policy_version,
            };
            let key = app.vault.proofs().current();
            Ok(kabinet_proof::sign_at(&key, &claims, now))
        }
        Checked::Wrong { attempts_left, .. } => Err(Error::Wrong(attempts_left)),
        Checked::Missing => Err(Error::Missing),
        Checked::Used => Err(Error::Used),
        Checked::Ended(state) => Err(Error::Ended(state)),
        Checked::Locked(wait) => Err(Error::Locked(wait)),
        Checked::Limited(limit, wait) => Err(Error::Limited(limit, wait)),
    }
}

/// One candidate per channel, whatever channels were used: the record decides.
fn candidates(app: &App, handle: &Handle, input: &Input) -> Option<Vec<Candidate>> {
    let code = typed(&input.code);
    let candidate = |channel| {
        let check_mac = app.vault.check_mac(
            &handle.kid,
            handle.verification_id,
            &input.caller,
            &input.binding,
            channel,
            &code,
        )?;
        let approval_tag =
            app.vault
                .approval_tag(&handle.kid, &check_mac, &input.idempotency_key)?;
        Some(Candidate {
            channel,
            check_mac,
            approval_tag,
        })
    };
    Channel::ALL.into_iter().map(candidate).collect()
}

fn tell(app: &App, handle: &Handle, checked: &Checked) {
    let ended = |id, state, attempts, time| {
        app.outcomes.tell(Observed::Ended(Ended {
            id,
            state,
            attempts: Some(attempts),
            time,
        }));
    };
    match *checked {
        Checked::Approved {
            id,
            approve_time,
            attempts,
            ..
        } => ended(id, State::Approved, attempts, approve_time),
        Checked::Wrong {
            id,
            attempts_left,
            attempts,
            time,
        } => {
            app.outcomes.tell(Observed::Failed(FailedGuess {
                id,
                attempt: attempts,
                subject_tag: handle.subject_tag,
                time,
            }));
            if attempts_left == 0 {
                ended(id, State::Exhausted, attempts, time);
            }
        }
        Checked::Missing
        | Checked::Used
        | Checked::Ended(_)
        | Checked::Locked(_)
        | Checked::Limited(..) => {}
    }
}
