use std::time::Duration;

use super::{App, Failure, Request};
use crate::codes::{Resend, Sent};
use crate::domain::{Handle, Message, Queue, State, Verification};

/// A further message that is wanted.
pub(crate) struct Input {
    /// Who asks, and under which id.
    pub request: Request,
    /// Handle of the verification.
    pub handle: String,
}

/// Why no further message was queued.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The request id was used with another body.
    #[error("the request id was used with another body")]
    Conflict,
    /// No such verification of this caller, or another binding.
    #[error("no such verification")]
    Missing,
    /// The verification has ended.
    #[error("the verification has ended")]
    Ended(State),
    /// All messages are sent.
    #[error("all messages are sent")]
    Spent(Duration),
    /// Too little life is left.
    #[error("too little life is left")]
    TooLate,
    /// The destination got a message a moment ago.
    #[error("the destination got a message a moment ago")]
    TooSoon(Duration),
    /// A limit refuses.
    #[error("the limit {0} is reached")]
    Limited(String, Duration),
    /// Nothing is sent to this destination.
    #[error("nothing is sent to this destination")]
    Destination,
    /// Something failed.
    #[error("a message was not queued")]
    Failure(#[from] Failure),
}

/// Sends the same code again over the same channel.
pub(crate) async fn run(app: &App, input: Input) -> Result<Verification, Error> {
    let handle = app.vault.open_handle(&input.handle).ok_or(Error::Missing)?;
    let resend = Resend {
        handle: &handle,
        caller: &input.request.caller,
        request_tag: input
            .request
            .tag(&app.vault, "ResendCode", &handle.record_key.0),
        fingerprint: &input.request.fingerprint(&app.vault),
    };
    let sent = app.codes.resend(&resend).await.map_err(Failure::from)?;
    finish(app, &handle, sent).await
}

pub(super) async fn finish(app: &App, handle: &Handle, sent: Sent) -> Result<Verification, Error> {
    match sent {
        Sent::Queue(verification, message) => {
            queue(app, handle, &verification, &message).await?;
            Ok(verification)
        }
        Sent::Conflict => Err(Error::Conflict),
        Sent::Missing => Err(Error::Missing),
        Sent::Ended(state) => Err(Error::Ended(state)),
        Sent::Spent(wait) => Err(Error::Spent(wait)),
        Sent::TooLate => Err(Error::TooLate),
        Sent::TooSoon(wait) => Err(Error::TooSoon(wait)),
        Sent::Limited(limit, wait) => Err(Error::Limited(limit, wait)),
        Sent::OtherDestination => Err(Error::Destination),
    }
}

async fn queue(
    app: &App,
    handle: &Handle,
    verification: &Verification,
    message: &Message,
) -> Result<(), Failure> {
    let traceparent = kabinet_telemetry::current_traceparent();
    app.ledger
        .queue(
            verification,
            (handle.subject_tag, handle.record_key),
            message,
            traceparent.as_deref(),
            app.env.now(),
        )
        .await?;
    app.wake.of(Queue::Codes, message.channel).notify_one();
    Ok(())
}
