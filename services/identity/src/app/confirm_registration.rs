//! Stage 4, second half: a right code makes the account and logs the person in.
//!
//! Every step may be the last before a crash. The first transaction decides; whatever follows is
//! made again by a repeat of the call, and the account becomes active without one.

mod finish;
mod write;

use kabinet_domain::Channel;
use kabinet_env::id::{AccountId, SessionId, VerificationId};
use kabinet_idempotency::Request;
use kabinet_peer::Failure;
use kabinet_proof::Expected;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::OffsetDateTime;

use super::App;
use super::client::Client;
use super::grant::Grant;
use super::resume::{self, Resume};
use super::send_confirmation::{binding, digest};
use crate::domain::registration::{NotNow, Registration, Stage, State, Verification};
use crate::store;

/// Names of this service and of the purpose, as proofs have them.
const AUDIENCE: &str = "identity";
const PURPOSE: &str = "REGISTRATION";

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) resume: Resume,
    pub(crate) code: String,
    pub(crate) client: Client,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such registration")]
    NotFound,
    #[error("the stage cannot be done now")]
    NotNow(NotNow),
    #[error("no code is out")]
    NoCode,
    #[error("the code was not approved")]
    Verification(#[source] Failure),
    #[error("the proof of the code is not acceptable")]
    Proof(#[source] kabinet_proof::Error),
    #[error("the proof was used before")]
    ProofUsed,
    #[error("the profile is not activated yet")]
    Profile(#[source] Failure),
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// What the first transaction decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Outcome {
    account_id: AccountId,
    session_id: SessionId,
    draft_version: i64,
    confirmed: Confirmed,
    confirm_time: OffsetDateTime,
}

/// Channel whose code was right.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Confirmed {
    Sms,
    Email,
}

/// A proof that was accepted.
struct Proven {
    verification_id: VerificationId,
    channel: Channel,
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Grant, Error> {
    let request = &input.request;
    let (registration, earlier) = find(app, &input.resume, request).await?;
    let outcome = if let Some(outcome) = earlier {
        outcome
    } else {
        let proven = prove(app, &registration, &input).await?;
        write::run(app, &registration, &proven, &input.client, request).await?
    };
    finish::run(app, &registration, &outcome, &input.client).await
}

async fn find(
    app: &App,
    resume: &Resume,
    request: &Request,
) -> Result<(Registration, Option<Outcome>), Error> {
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    let registration = resume::find(app, &mut connection, resume).await?;
    let registration = registration.ok_or(Error::NotFound)?;
    let earlier = kabinet_idempotency::find(&mut connection, request).await?;
    Ok((registration, earlier))
}

async fn prove(app: &App, registration: &Registration, input: &Input) -> Result<Proven, Error> {
    registration
        .allow(Stage::Confirmation)
        .map_err(Error::NotNow)?;
    let verification = registration.verification.as_ref().ok_or(Error::NoCode)?;
    let proof = check(app, registration, verification, input).await?;
    let expected = Expected {
        audience: AUDIENCE,
        purpose: PURPOSE,
        subject: &registration.id.to_string(),
        payload_digest: digest(registration),
    };
    let claims = app
        .proofs
        .verify(&proof, expected)
        .await
        .map_err(Error::Proof)?;
    Ok(Proven {
        verification_id: claims.verification_id,
        channel: claims.channel,
    })
}

async fn check(
    app: &App,
    registration: &Registration,
    verification: &Verification,
    input: &Input,
) -> Result<String, Error> {
    let handle = app
        .vault
        .open_verification(registration.id, &verification.sealed_handle)
        .map_err(store::Error::from)?;
    let binding = binding(app, registration, &verification.kid)?;
    // Not the request: a repeat with another request id after a crash gets the same proof.
    let key = format!("{}/{}", registration.id, registration.draft_version);
    app.peers
        .codes()
        .check(
            handle,
            input.code.clone(),
            binding,
            key,
            input.client.context.clone(),
        )
        .await
        .map_err(Error::Verification)
}

impl Confirmed {
    fn of(channel: Channel) -> Self {
        match channel {
            Channel::Sms => Self::Sms,
            Channel::Email => Self::Email,
        }
    }

    fn channel(self) -> Channel {
        match self {
            Self::Sms => Channel::Sms,
            Self::Email => Channel::Email,
        }
    }
}

fn ended(state: State) -> Error {
    Error::NotNow(NotNow::Ended(state))
}
