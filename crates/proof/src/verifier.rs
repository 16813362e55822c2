use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use kabinet_env::Env;
use kabinet_peer::{Failure, Peer};
use kabinet_proto::verification::v1::GetProofKeysRequest;
use kabinet_proto::verification::v1::verification_service_client::VerificationServiceClient;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

use crate::action::{self, Action, ActionKind};
use crate::{Claims, Expected, InvalidProof, ProofKeys, jws};

/// How often verification is asked at most; it bounds what forged key ids and its silence can cost.
const RELOAD_INTERVAL: Duration = Duration::seconds(1);
/// How long a loaded set is used, so that a key taken out of use stops being accepted.
const MAX_AGE: Duration = Duration::minutes(10);

/// Why a proof was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The proof is not good for this operation; repeating does not help.
    #[error("the proof is not accepted")]
    Invalid(#[source] InvalidProof),
    /// The keys could not be loaded; repeating may help.
    #[error("the keys of proofs cannot be loaded")]
    Unavailable,
}

/// Verifies proofs offline; the keys are loaded when first needed, and the last good set is kept.
#[derive(Clone)]
pub struct Verifier {
    shared: Arc<Shared>,
}

struct Shared {
    peer: Peer,
    env: Env,
    loaded: ArcSwapOption<Loaded>,
    /// When verification was last asked; held while it is.
    last_attempt: Mutex<Option<OffsetDateTime>>,
}

struct Loaded {
    keys: ProofKeys,
    load_time: OffsetDateTime,
}

impl Verifier {
    /// Makes a verifier that asks verification for its keys.
    pub fn new(peer: Peer, env: Env) -> Self {
        let shared = Shared {
            peer,
            env,
            loaded: ArcSwapOption::empty(),
            last_attempt: Mutex::new(None),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Accepts the proof when verification signed it for exactly what is expected.
    pub async fn verify(&self, proof: &str, expected: Expected<'_>) -> Result<Claims, Error> {
        self.verified(|keys, now| jws::verify(proof, keys, expected, now))
            .await
    }

    /// Accepts the action token of a message when verification signed it for this kind of action.
    pub async fn verify_action(&self, token: &str, kind: ActionKind) -> Result<Action, Error> {
        self.verified(|keys, now| action::verify(token, keys, kind, now))
            .await
    }

    async fn verified<T>(
        &self,
        verify: impl Fn(&ProofKeys, OffsetDateTime) -> Result<T, InvalidProof> + Send,
    ) -> Result<T, Error> {
        let loaded = self.shared.keys(MAX_AGE).await?;
        match verify(&loaded.keys, self.shared.env.now()) {
            Err(InvalidProof::UnknownKey) => {
                let renewed = self.shared.keys(RELOAD_INTERVAL).await?;
                verify(&renewed.keys, self.shared.env.now())
            }
            verified => verified,
        }
        .map_err(Error::Invalid)
    }
}

impl Shared {
    async fn keys(&self, max_age: Duration) -> Result<Arc<Loaded>, Error> {
        if let Some(loaded) = self.fresh(max_age) {
            return Ok(loaded);
        }
        let mut last_attempt = self.last_attempt.lock().await;
        if let Some(loaded) = self.fresh(max_age) {
            return Ok(loaded);
        }
        if last_attempt.is_some_and(|time| self.env.now() - time < RELOAD_INTERVAL) {
            // Those who waited for an answer that did not come must not wait for another one.
            return self.loaded.load_full().ok_or(Error::Unavailable);
        }
        let answer = self.load().await;
        let load_time = self.env.now();
        *last_attempt = Some(load_time);
        match answer {
            Ok(keys) => {
                let loaded = Arc::new(Loaded { keys, load_time });
                self.loaded.store(Some(Arc::clone(&loaded)));
                Ok(loaded)
            }
            Err(failure) => {
                tracing::warn!(error = %failure, "keys of proofs not loaded, the last good set stays");
                self.loaded.load_full().ok_or(Error::Unavailable)
            }
        }
    }

    fn fresh(&self, max_age: Duration) -> Option<Arc<Loaded>> {
        let loaded = self.loaded.load_full()?;
        (self.env.now() - loaded.load_time < max_age).then_some(loaded)
    }

    async fn load(&self) -> Result<ProofKeys, Failure> {
        let mut client = VerificationServiceClient::new(self.peer.clone());
        let answer = client.get_proof_keys(GetProofKeysRequest {}).await?;
        let keys = answer.into_inner().keys.into_iter().filter_map(|key| {
            let public_key = key.public_key.try_into().ok()?;
            Some((key.key_id, public_key))
        });
        Ok(ProofKeys::new(keys))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;
    use kabinet_peer::DEFAULT_DEADLINE;
    use tokio::time::Instant;
    use tonic::service::Routes;
    use tonic::transport::Channel;

    use super::*;

    const EXPECTED: Expected<'static> = Expected {
        audience: "identity",
        purpose: "REGISTRATION",
        subject: "reg_1",
        payload_digest: [0; 32],
    };

    fn verifier(channel: Channel) -> Verifier {
        let peer = Peer::from_channel(channel, "identity", "verification");
        Verifier::new(peer, ManualClock::new(1).0)
    }

    #[tokio::test]
    async fn without_keys_nothing_is_known_about_a_proof() {
        let verifier = verifier(kabinet_testkit::serve_in_memory(Routes::default()));
        let refused = verifier.verify("a.b.c", EXPECTED).await;
        assert!(matches!(refused, Err(Error::Unavailable)));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_waited_out_once_by_all_together() {
        let (_nobody_answers, channel) = kabinet_testkit::in_memory();
        let verifier = verifier(channel);
        let started = Instant::now();
        let verify = || verifier.verify("a.b.c", EXPECTED);
        let refused: [_; 3] = tokio::join!(verify(), verify(), verify()).into();
        for refused in refused {
            assert!(matches!(refused, Err(Error::Unavailable)), "{refused:?}");
        }
        let waited = started.elapsed();
        assert!(waited < 2 * DEFAULT_DEADLINE, "{waited:?}");
    }
}
