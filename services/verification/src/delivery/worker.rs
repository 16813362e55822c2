use std::sync::Arc;
use std::time::Duration;

use kabinet_domain::{Channel, Contact};
use kabinet_env::crash;
use kabinet_seal::sha256;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::backoff;
use super::provider::{Envelope, Provider, SubmitError};
use super::templates::Templates;
use crate::app::App;
use crate::codes::Found;
use crate::domain::{Claim, Mode, State};
use crate::store::Outcome;

/// Hand-overs with an unknown end after which a message is given up: a person gets no more copies.
const MAX_UNCLEAR: i16 = 5;

/// Bounds of a worker.
#[derive(Clone, Copy, Debug)]
pub struct WorkerSettings {
    /// Messages in work at one time.
    pub concurrency: usize,
    /// How long a claimed message belongs to this worker; longer than any hand-over may take.
    pub lease: Duration,
    /// How often the queue is looked at without being woken.
    pub poll: Duration,
    /// Wait after the first failed try.
    pub first_retry: Duration,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            concurrency: 16,
            lease: Duration::from_secs(15),
            poll: Duration::from_secs(1),
            first_retry: Duration::from_secs(1),
        }
    }
}

/// Takes one channel's messages from the queue and hands them to its provider.
pub(crate) struct Worker {
    app: App,
    channel: Channel,
    provider: Provider,
    templates: Arc<Templates>,
    settings: WorkerSettings,
}

impl Worker {
    /// Makes a worker that rests until it is run.
    pub(crate) fn new(
        app: App,
        channel: Channel,
        provider: Provider,
        templates: Arc<Templates>,
        settings: WorkerSettings,
    ) -> Self {
        Self {
            app,
            channel,
            provider,
            templates,
            settings,
        }
    }

    /// Works until the token is cancelled; what is in work then is finished.
    pub(crate) async fn run(self, token: CancellationToken) {
        let worker = Arc::new(self);
        let mut tasks = JoinSet::new();
        while !token.is_cancelled() {
            let free = worker.settings.concurrency.saturating_sub(tasks.len());
            let claims = worker.claim(free).await;
            let may_be_more = claims.len() == free;
            for claim in claims {
                let span = worker.span(&claim);
                let worker = Arc::clone(&worker);
                tasks.spawn(async move { worker.work(claim).await }.instrument(span));
            }
            tokio::select! {
                () = token.cancelled() => {}
                () = worker.app.wake.of(worker.channel).notified() => {}
                () = worker.app.env.sleep(worker.settings.poll) => {}
                Some(_) = tasks.join_next(), if may_be_more && !tasks.is_empty() => {}
            }
            while tasks.try_join_next().is_some() {}
        }
        while tasks.join_next().await.is_some() {}
    }

    async fn claim(&self, free: usize) -> Vec<Claim> {
        if free == 0 {
            return Vec::new();
        }
        let limit = i64::try_from(free).unwrap_or(i64::MAX);
        let now = self.app.env.now();
        let claimed = self
            .app
            .ledger
            .claim(self.channel, limit, self.settings.lease, now)
            .await;
        claimed.unwrap_or_else(|error| {
            tracing::warn!(error = %error, "the delivery queue was not reached");
            Vec::new()
        })
    }

    fn span(&self, claim: &Claim) -> tracing::Span {
        let span = tracing::info_span!(
            "deliver",
            verification.id = %claim.verification_id,
            delivery.generation = claim.generation,
            delivery.channel = self.channel.as_str(),
        );
        if let Some(traceparent) = &claim.traceparent {
            kabinet_telemetry::set_parent(&span, traceparent);
        }
        span
    }

    async fn work(&self, claim: Claim) {
        crash::point("verification.delivery.after_claim");
        let outcome = self.deliver(&claim).await;
        crash::point("verification.delivery.after_submit");
        let now = self.app.env.now();
        if let Err(error) = self.app.ledger.finish(&claim, &outcome, now).await {
            // The lease ends and another worker repeats it: at least once.
            tracing::warn!(error = %error, "the outcome of a message was not written");
        }
    }

    async fn deliver(&self, claim: &Claim) -> Outcome {
        // Known without asking anybody: what a dead provider left behind must not hold up the rest.
        if self.app.env.now() >= claim.create_time + self.app.policy.time_to_live {
            return match claim.unclear {
                0 => Outcome::Skipped { reason: "expired" },
                _ => Outcome::Unknown { failure: "expired" },
            };
        }
        if claim.unclear >= MAX_UNCLEAR {
            return Outcome::Unknown {
                failure: "worker_lost",
            };
        }
        let room = match self.provider.room().await {
            Ok(room) => room,
            Err(error) => return self.failed(claim, error),
        };
        let found = self
            .app
            .codes
            .get_own(claim.verification_id, claim.subject_tag, claim.record_key)
            .await;
        let found = match found {
            Ok(Some(found)) => found,
            Ok(None) => {
                return Outcome::Undelivered {
                    failure: "record_gone",
                };
            }
            Err(_) => return self.failed(claim, SubmitError::Temporary("record_unreachable")),
        };
        if let Some(reason) = over(found.verification.state) {
            return Outcome::Skipped { reason };
        }
        let envelope = match self.render(claim, &found) {
            Ok(envelope) => envelope,
            Err(failure) => return Outcome::Undelivered { failure },
        };
        if claim.mode == Mode::Suppress {
            return Outcome::Skipped {
                reason: "suppressed",
            };
        }
        if self.app.env.now() + room.bound() > claim.leased_until {
            return self.failed(claim, SubmitError::Temporary("lease_nearly_over"));
        }
        match room.submit(envelope).await {
            Ok(provider_message_id) => Outcome::Accepted {
                provider_message_id,
            },
            Err(error) => self.failed(claim, error),
        }
    }

    /// Derives the code again: it exists from here until the provider has it.
    fn render(&self, claim: &Claim, found: &Found) -> Result<Envelope, &'static str> {
        let (secrets, verification) = (&self.app.secrets, &found.verification);
        let destination = secrets
            .open_destination(claim.verification_id, claim.channel, &claim.destination)
            .map_err(|_| "destination_unreadable")?;
        let code = secrets
            .code_seed(
                &verification.kid,
                &found.nonce,
                claim.verification_id,
                &destination,
            )
            .ok_or("key_gone")?
            .code(self.app.policy.code_length(claim.channel));
        let life = verification.expire_time - verification.now;
        let life = Duration::try_from(life).unwrap_or_default();
        let template = self.templates.of(claim.language);
        Ok(match destination {
            Contact::Mobile(to) => Envelope::Sms {
                to,
                text: template.sms(&code),
                validity: life,
            },
            Contact::Email(to) => Envelope::Email {
                to,
                subject: template.subject(),
                text: template.text(&code, life),
                html: template.html(&code, life),
                idempotency_key: idempotency_key(claim),
            },
        })
    }

    fn failed(&self, claim: &Claim, error: SubmitError) -> Outcome {
        let (failure, unclear) = match error {
            SubmitError::Permanent(failure) => return Outcome::Undelivered { failure },
            SubmitError::Temporary(failure) => (failure, claim.unclear),
            SubmitError::Unclear(failure) => (failure, claim.unclear + 1),
        };
        let tries = u32::try_from(claim.attempts).unwrap_or_default();
        let available_time = self.app.env.now() + backoff::after(tries, self.settings.first_retry);
        let is_in_time = available_time < claim.create_time + self.app.policy.time_to_live;
        match unclear {
            0 if !is_in_time => Outcome::Undelivered { failure },
            1..MAX_UNCLEAR if !is_in_time => Outcome::Unknown { failure },
            MAX_UNCLEAR.. => Outcome::Unknown { failure },
            _ => Outcome::Retry {
                available_time,
                failure,
                unclear,
            },
        }
    }
}

fn over(state: State) -> Option<&'static str> {
    match state {
        State::Pending => None,
        State::Approved => Some("approved"),
        State::Expired => Some("expired"),
        State::Exhausted => Some("exhausted"),
        State::Canceled => Some("canceled"),
    }
}

fn idempotency_key(claim: &Claim) -> String {
    let content = format!("{}/{}", claim.verification_id, claim.generation);
    data_encoding::HEXLOWER.encode(&sha256(content.as_bytes())[..16])
}
