mod code;
mod notice;

use std::sync::Arc;
use std::time::Duration;

use kabinet_domain::Channel;
use kabinet_env::crash;
use kabinet_seal::sha256;
use time::OffsetDateTime;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::backoff;
use super::provider::{Envelope, Provider, SubmitError};
use crate::app::App;
use crate::domain::{Claim, Content, Queue};
use crate::store::Outcome;

/// Hand-overs with an unknown end after which a message is given up: a person gets no more copies.
const MAX_UNCLEAR: i16 = 5;

/// Bounds of a worker.
#[derive(Clone, Copy, Debug)]
pub struct WorkerSettings {
    /// Codes in work at one time.
    pub concurrency: usize,
    /// Notices in work at one time: few, because they take from what codes may need.
    pub notice_concurrency: usize,
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
            notice_concurrency: 4,
            lease: Duration::from_secs(15),
            poll: Duration::from_secs(1),
            first_retry: Duration::from_secs(1),
        }
    }
}

/// Takes one channel's messages from one queue and hands them to the channel's provider.
pub(crate) struct Worker {
    app: App,
    queue: Queue,
    channel: Channel,
    provider: Provider,
    settings: WorkerSettings,
}

impl Worker {
    /// Makes a worker that rests until it is run.
    pub(crate) fn new(
        app: App,
        queue: Queue,
        channel: Channel,
        provider: Provider,
        settings: WorkerSettings,
    ) -> Self {
        Self {
            app,
            queue,
            channel,
            provider,
            settings,
        }
    }

    /// Works until the token is cancelled; what is in work then is finished.
    pub(crate) async fn run(self, token: CancellationToken) {
        let worker = Arc::new(self);
        let mut tasks = JoinSet::new();
        while !token.is_cancelled() {
            let free = worker.concurrency().saturating_sub(tasks.len());
            let claims = worker.claim(free).await;
            let may_be_more = claims.len() == free;
            for claim in claims {
                let span = worker.span(&claim);
                let worker = Arc::clone(&worker);
                tasks.spawn(async move { worker.work(claim).await }.instrument(span));
            }
            tokio::select! {
                () = token.cancelled() => {}
                () = worker.app.wake.of(worker.queue, worker.channel).notified() => {}
                () = worker.app.env.sleep(worker.settings.poll) => {}
                Some(_) = tasks.join_next(), if may_be_more && !tasks.is_empty() => {}
            }
            while tasks.try_join_next().is_some() {}
        }
        while tasks.join_next().await.is_some() {}
    }

    fn concurrency(&self) -> usize {
        match self.queue {
            Queue::Codes => self.settings.concurrency,
            Queue::Notices => self.settings.notice_concurrency,
        }
    }

    async fn claim(&self, free: usize) -> Vec<Claim> {
        if free == 0 {
            return Vec::new();
        }
        let limit = i64::try_from(free).unwrap_or(i64::MAX);
        let (ledger, now) = (&self.app.ledger, self.app.env.now());
        let (channel, lease) = (self.channel, self.settings.lease);
        let claimed = match self.queue {
            Queue::Codes => ledger.claim_codes(channel, limit, lease, now).await,
            Queue::Notices => ledger.claim_notices(channel, limit, lease, now).await,
        };
        claimed.unwrap_or_else(|error| {
            let error: &(dyn std::error::Error + 'static) = &error;
            tracing::warn!(error, "a queue of messages was not read");
            Vec::new()
        })
    }

    fn span(&self, claim: &Claim) -> tracing::Span {
        let span = match &claim.content {
            Content::Code(code) => tracing::info_span!(
                "deliver",
                verification.id = %code.verification_id,
                delivery.generation = code.generation,
                delivery.channel = self.channel.as_str(),
            ),
            Content::Notice(notice) => tracing::info_span!(
                "deliver",
                delivery.id = %notice.id,
                delivery.template = notice.template.as_str(),
                delivery.channel = self.channel.as_str(),
            ),
        };
        if let Some(traceparent) = &claim.traceparent {
            kabinet_telemetry::set_parent(&span, traceparent);
        }
        span
    }

    async fn work(&self, claim: Claim) {
        let (after_claim, after_submit) = match self.queue {
            Queue::Codes => (
                "verification.delivery.after_claim",
                "verification.delivery.after_submit",
            ),
            Queue::Notices => (
                "verification.notice.after_claim",
                "verification.notice.after_submit",
            ),
        };
        crash::point(after_claim);
        let outcome = self.deliver(&claim).await;
        crash::point(after_submit);
        let now = self.app.env.now();
        if let Err(error) = self.app.ledger.finish(&claim, &outcome, now).await {
            // The lease ends and another worker repeats it: at least once.
            tracing::warn!(error = %error, "the outcome of a message was not written");
        }
    }

    async fn deliver(&self, claim: &Claim) -> Outcome {
        // Known without asking anybody: what a dead provider left behind must not hold up the rest.
        if self.app.env.now() >= self.end_time(claim) {
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
        let room = match self.provider.room(self.queue).await {
            Ok(room) => room,
            Err(error) => return self.failed(claim, error),
        };
        let envelope = match self.envelope(claim).await {
            Ok(envelope) => envelope,
            Err(outcome) => return outcome,
        };
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

    /// Returns when nobody needs the message any more.
    fn end_time(&self, claim: &Claim) -> OffsetDateTime {
        match &claim.content {
            Content::Code(code) => {
                code.create_time + self.app.policies.of(code.purpose).time_to_live
            }
            Content::Notice(notice) => notice.expire_time,
        }
    }

    /// Renders the message, or says why it is not sent.
    async fn envelope(&self, claim: &Claim) -> Result<Envelope, Outcome> {
        match &claim.content {
            Content::Code(code) => self.code(claim, code).await,
            Content::Notice(notice) => {
                let rendered = self.notice(claim, notice);
                rendered.map_err(|failure| Outcome::Undelivered { failure })
            }
        }
    }

    fn failed(&self, claim: &Claim, error: SubmitError) -> Outcome {
        let (failure, unclear) = match error {
            SubmitError::Permanent(failure) => return Outcome::Undelivered { failure },
            SubmitError::Temporary(failure) => (failure, claim.unclear),
            SubmitError::Unclear(failure) => (failure, claim.unclear + 1),
        };
        let tries = u32::try_from(claim.attempts).unwrap_or_default();
        let longest = match self.queue {
            Queue::Codes => backoff::LONGEST,
            Queue::Notices => backoff::LONGEST_OF_NOTICES,
        };
        let wait = backoff::after(tries, self.settings.first_retry, longest);
        let available_time = self.app.env.now() + wait;
        let is_in_time = available_time < self.end_time(claim);
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

/// The same for every try of one message.
fn idempotency_key(message: &str) -> String {
    data_encoding::HEXLOWER.encode(&sha256(message.as_bytes())[..16])
}
