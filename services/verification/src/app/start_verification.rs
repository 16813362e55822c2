use std::time::Duration;

use kabinet_domain::{Contact, Language, NetworkPrefix};
use kabinet_env::crash;
use kabinet_env::id::VerificationId;

use super::{App, Failure, Request};
use crate::codes::{New, Put};
use crate::domain::{
    Binding, Destination, Disclosure, Handle, Message, Mode, Queue, Tag, Verification,
};
use crate::store::Started;

/// A verification that is wanted.
pub(crate) struct Input {
    /// Who asks, and under which id.
    pub request: Request,
    /// What the code is bound to.
    pub binding: Binding,
    /// Where it goes.
    pub destination: Destination,
    /// The person's network.
    pub network: Option<NetworkPrefix>,
    /// Language of the messages.
    pub language: Language,
    /// Whether messages are really sent.
    pub mode: Mode,
    /// Whether answers may tell what becomes of them.
    pub disclosure: Disclosure,
    /// Whether the starter takes the subject for the owner of the destination.
    pub known_subject: bool,
}

/// Where the first message goes, and whether it is sent.
struct Route {
    destination: Contact,
    mode: Mode,
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
    let route = route(app, &input).ok_or(Error::Destination)?;
    let caller = input.request.caller.as_str();
    let subject = input.binding.subject.as_str();
    let subject_tag = app.vault.subject_tag(caller, subject);
    let record_key = input
        .request
        .tag(&app.vault, "StartVerification", subject.as_bytes());

    let (verification, message) = match put(app, &input, &route, (subject_tag, record_key)).await? {
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
        policy_version: app.policies.of(input.binding.purpose).version,
    };
    queue(app, &started, &message).await?;
    let handle = app.vault.seal_handle(&Handle {
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

/// A destination that nothing may be sent to is refused, unless the refusal would tell of it.
fn route(app: &App, input: &Input) -> Option<Route> {
    let policy = app.policies.of(input.binding.purpose);
    match (
        input.destination.reached_by(policy),
        input.disclosure,
        input.mode,
    ) {
        (Some(destination), _, mode) => Some(Route { destination, mode }),
        (None, Disclosure::Open, _) => None,
        (None, Disclosure::Concealed, mode) => Some(Route {
            destination: input.destination.stand_in(),
            mode: match mode {
                Mode::Send | Mode::Withhold => Mode::Withhold,
                Mode::Suppress => Mode::Suppress,
            },
        }),
    }
}

async fn put(
    app: &App,
    input: &Input,
    route: &Route,
    (subject_tag, record_key): (Tag, Tag),
) -> Result<Put, Failure> {
    let (vault, destination) = (&app.vault, &route.destination);
    let policy = app.policies.of(input.binding.purpose);
    let (channel, caller) = (destination.channel(), input.request.caller.as_str());
    let kid = vault.current_kid();
    let id = VerificationId::new(&app.env);
    let nonce = app.env.bytes();
    let code = vault
        .code_seed(&kid, &nonce, id, destination)
        .ok_or(Failure::KeyGone)?
        .code(policy.code_length(channel));
    let check_mac = vault
        .check_mac(&kid, id, caller, &input.binding, channel, &code)
        .ok_or(Failure::KeyGone)?;
    let binding_mac = vault
        .binding_mac(&kid, &input.binding)
        .ok_or(Failure::KeyGone)?;
    let new = New {
        subject_tag,
        record_key,
        fingerprint: &input.request.fingerprint(vault),
        network_tag: input.network.map(|network| vault.network_tag(network)),
        id,
        caller,
        purpose: input.binding.purpose,
        policy_version: policy.version,
        kid: &kid,
        nonce,
        binding_mac: &binding_mac,
        channel,
        destination_tag: vault.destination_tag(destination),
        destination: &vault.seal_destination(&app.env, id, destination),
        check_mac: &check_mac,
        language: input.language,
        mode: route.mode,
        disclosure: input.disclosure,
        known_subject: input.known_subject,
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
    app.wake.of(Queue::Codes, message.channel).notify_one();
    Ok(())
}
