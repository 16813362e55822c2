use std::time::Duration;

use kabinet_domain::{Contact, Language};
use kabinet_env::crash;
use kabinet_env::id::VerificationId;

use super::{App, Failure, Request};
use crate::codes::{New, Put};
use crate::domain::{Binding, Handle, Message, Mode, Tag, Verification};
use crate::store::Started;

/// A verification that is wanted.
pub(crate) struct Input {
    /// Who asks, and under which id.
    pub request: Request,
    /// What the code is bound to.
    pub binding: Binding,
    /// Where it goes.
    pub destination: Contact,
    /// The person's network.
    pub network: Option<Vec<u8>>,
    /// Language of the messages.
    pub language: Language,
    /// Whether messages are really sent.
    pub mode: Mode,
}

/// A verification with its handle.
pub(crate) struct Output {
    /// Handle for further calls.
    pub handle: String,
    /// The verification.
    pub verification: Verification,
}

/// Why none was started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The request id was used with another body.
    #[error("the request id was used with another body")]
    Conflict,
    /// Nothing is sent to this destination.
    #[error("nothing is sent to this destination")]
    Destination,
    /// The subject guessed wrong too often.
    #[error("the subject is locked")]
    Locked(Duration),
    /// The destination got a message a moment ago.
    #[error("the destination got a message a moment ago")]
    TooSoon(Duration),
    /// A limit refuses.
    #[error("the limit {0} is reached")]
    Limited(String, Duration),
    /// Something failed.
    #[error("a verification was not started")]
    Failure(#[from] Failure),
}

/// Issues a code and queues its message: one round trip to Redis, one statement.
pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    if !app.policy.reaches(&input.destination) {
        return Err(Error::Destination);
    }
    let caller = input.request.caller.as_str();
    let subject = input.binding.subject.as_str();
    let subject_tag = app.secrets.subject_tag(caller, subject);
    let record_key = input
        .request
        .tag(&app.secrets, "StartVerification", subject.as_bytes());

    let (verification, message) = match put(app, &input, subject_tag, record_key).await? {
        Put::Stands(verification, message) => (verification, message),
        Put::Conflict => return Err(Error::Conflict),
        Put::EpochMissing => return Err(Failure::Reseeding.into()),
        Put::Locked(wait) => return Err(Error::Locked(wait)),
        Put::TooSoon(wait) => return Err(Error::TooSoon(wait)),
        Put::Limited(limit, wait) => return Err(Error::Limited(limit, wait)),
    };
    crash::point("verification.start.after_put");
    let started = Started {
        verification: &verification,
        purpose: input.binding.purpose,
        caller,
        subject_tag,
        record_key,
        policy_version: app.policy.version,
    };
    queue(app, &started, &message).await?;
    let handle = app.secrets.seal_handle(&Handle {
        purpose: input.binding.purpose,
        subject_tag,
        record_key,
        verification_id: verification.id,
        kid: verification.kid.clone(),
    });
    Ok(Output {
        handle,
        verification,
    })
}

async fn put(app: &App, input: &Input, subject_tag: Tag, record_key: Tag) -> Result<Put, Failure> {
    let (secrets, destination) = (&app.secrets, &input.destination);
    let (channel, caller) = (destination.channel(), input.request.caller.as_str());
    let kid = secrets.current_kid();
    let id = VerificationId::new(&app.env);
    let nonce = app.env.bytes();
    let code = secrets
        .code_seed(&kid, &nonce, id, destination)
        .ok_or(Failure::KeyGone)?
        .code(app.policy.code_length(channel));
    let check_mac = secrets
        .check_mac(&kid, id, caller, &input.binding, channel, &code)
        .ok_or(Failure::KeyGone)?;
    let binding_mac = secrets
        .binding_mac(&kid, &input.binding)
        .ok_or(Failure::KeyGone)?;
    let new = New {
        subject_tag,
        record_key,
        fingerprint: &input.request.fingerprint(secrets),
        network_tag: input
            .network
            .as_deref()
            .map(|network| secrets.network_tag(network)),
        id,
        caller,
        purpose: input.binding.purpose,
        policy_version: app.policy.version,
        kid: &kid,
        nonce,
        binding_mac: &binding_mac,
        channel,
        destination_tag: secrets.destination_tag(destination),
        destination: &secrets.seal_destination(&app.env, id, destination),
        check_mac: &check_mac,
        language: input.language,
        mode: input.mode,
    };
    match app.codes.put(&new).await? {
        Put::EpochMissing => {
            app.reseeder.reseed().await;
            Ok(app.codes.put(&new).await?)
        }
        put => Ok(put),
    }
}

async fn queue(app: &App, started: &Started<'_>, message: &Message) -> Result<(), Failure> {
    let traceparent = kabinet_telemetry::current_traceparent();
    app.ledger
        .start(started, message, traceparent.as_deref(), app.env.now())
        .await?;
    crash::point("verification.start.after_queue");
    app.wake.of(message.channel).notify_one();
    Ok(())
}
