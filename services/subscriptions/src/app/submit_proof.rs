//! Checks a code; a right one makes the link active.
//!
//! Every step may be the last before a crash. Verification gives the proof of a right code again;
//! one transaction decides, and a repeat finds what it decided.

mod write;

use kabinet_codes::is_exhausted;
use kabinet_env::id::{AccountId, LinkId, VerificationId};
use kabinet_idempotency::Request;
use kabinet_peer::Failure;
use kabinet_proof::Expected;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::ClientContext;
use thiserror::Error;

use super::App;
use super::code;
use super::link_view::{self, View};
use super::renew_code;
use crate::domain::catalog::ProofMethod;
use crate::domain::challenge::{Challenge, Progress, Sending};
use crate::domain::link::{EndReason, Link, LinkState};
use crate::store;

/// Names of this service and of the purpose, as proofs have them.
const AUDIENCE: &str = "subscriptions";
const PURPOSE: &str = "OWNERSHIP";

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) link_id: Option<LinkId>,
    /// As the person typed it.
    pub(crate) code: String,
    pub(crate) client: ClientContext,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the account has no such link")]
    NotFound,
    #[error("the link waits for no proof")]
    Unsuitable(LinkState),
    #[error("every attempt is spent")]
    Exhausted,
    #[error("the account has an active link to the contract")]
    Exists,
    #[error("the contract was closed or changed its holder")]
    ContractChanged,
    #[error("the account has as many links as it may have")]
    TooMany {
        /// How many that is.
        limit: u32,
    },
    #[error("no code is out any more")]
    NoCode,
    #[error("verification does not approve the code")]
    Verification(#[source] Failure),
    #[error("the proof of the code is not acceptable")]
    Proof(#[source] kabinet_proof::Error),
    #[error("the proof was used before")]
    ProofUsed,
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

impl From<code::Error> for Error {
    fn from(error: code::Error) -> Self {
        match error {
            code::Error::Verification(failure) => Self::Verification(failure),
            code::Error::Storage(error) => Self::Storage(error),
        }
    }
}

/// A proof that was accepted.
struct Proven {
    verification_id: VerificationId,
    method: ProofMethod,
}

pub(crate) async fn run(app: &App, input: Input, request: &Request) -> Result<View, Error> {
    let link = find(app, &input).await?;
    let done = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        kabinet_idempotency::find::<LinkId>(&mut connection, request)
            .await?
            .is_some()
    };
    if !done {
        waiting(&link)?;
        let link = out(app, link, &input).await?;
        let proven = prove(app, &link, &input).await?;
        let language = &input.client.language;
        write::run(app, &link, &proven, language, request).await?;
    }
    let link = find(app, &input).await?;
    Ok(link_view::open(app, link)?)
}

async fn find(app: &App, input: &Input) -> Result<Link, Error> {
    let found = link_view::find(app, input.account_id, input.link_id).await?;
    found.ok_or(Error::NotFound)
}

/// Refuses a link that waits for no proof; one that has failed says why as often as it is asked.
fn waiting(link: &Link) -> Result<(), Error> {
    match (link.state, link.end_reason) {
        (LinkState::PendingProof, _) => Ok(()),
        (LinkState::Failed, Some(EndReason::AttemptsSpent)) => Err(Error::Exhausted),
        (LinkState::Failed, Some(EndReason::LinkedBefore)) => Err(Error::Exists),
        (LinkState::Failed, Some(EndReason::ContractChanged)) => Err(Error::ContractChanged),
        (state, _) => Err(Error::Unsuitable(state)),
    }
}

/// Makes sure that verification has the newest code: its answer may have been lost.
async fn out(app: &App, link: Link, input: &Input) -> Result<Link, Error> {
    if let Progress::Out { .. } = code::newest(&link)?.progress {
        return Ok(link);
    }
    code::bring_out(app, &link, &input.client).await?;
    let link = find(app, input).await?;
    waiting(&link)?;
    Ok(link)
}

async fn prove(app: &App, link: &Link, input: &Input) -> Result<Proven, Error> {
    let challenge = code::newest(link)?;
    let proof = match check(app, link, challenge, input).await {
        Ok(proof) => proof,
        Err(error) => return Err(judge(app, link, error).await?),
    };
    // Nobody was sent it: it was guessed.
    if challenge.sending == Sending::Withheld {
        return Err(Error::NoCode);
    }
    let binding = app
        .vault
        .binding(link.account_id, link.id, challenge.number, &challenge.kid);
    let binding = binding.map_err(store::Error::from)?;
    let expected = Expected {
        audience: AUDIENCE,
        purpose: PURPOSE,
        subject: &link.account_id.to_string(),
        payload_digest: binding.payload_digest,
    };
    let claims = app
        .proofs
        .verify(&proof, expected)
        .await
        .map_err(Error::Proof)?;
    Ok(Proven {
        verification_id: claims.verification_id,
        method: ProofMethod::of(link.kind, link.identifier_type, claims.channel),
    })
}

async fn check(
    app: &App,
    link: &Link,
    challenge: &Challenge,
    input: &Input,
) -> Result<String, Error> {
    let Progress::Out { handle, .. } = &challenge.progress else {
        return Err(Error::NoCode);
    };
    let (account_id, number) = (link.account_id, challenge.number);
    let handle = app
        .vault
        .open_handle(account_id, link.id, number, handle)
        .map_err(store::Error::from)?;
    let binding = app
        .vault
        .binding(account_id, link.id, number, &challenge.kid)
        .map_err(store::Error::from)?;
    // Not the request: a repeat with another request id after a crash gets the same proof.
    let key = link.id.to_string();
    let (code, client) = (input.code.clone(), input.client.clone());
    app.peers
        .codes()
        .check(handle, code, binding, key, client)
        .await
        .map_err(Error::Verification)
}

/// Judges why there is no proof; a link whose attempts are spent has failed.
async fn judge(app: &App, link: &Link, error: Error) -> Result<Error, store::Error> {
    let Error::Verification(failure) = &error else {
        return Ok(error);
    };
    if is_exhausted(failure) {
        renew_code::fail(app, link, EndReason::AttemptsSpent).await?;
        return Ok(Error::Exhausted);
    }
    Ok(match failure.reason() {
        // Another code is to be asked for.
        Some(
            Reason::CodeExpired
            | Reason::CodeUsed
            | Reason::VerificationNotFound
            | Reason::VerificationEnded,
        ) => Error::NoCode,
        _ => error,
    })
}
