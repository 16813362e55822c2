//! Checks a code; a right one makes the contact count.
//!
//! Every step may be the last before a crash. Verification gives the proof of a right code again; one
//! transaction decides, and a repeat finds what it decided.

mod write;

use kabinet_domain::{ContactKind, Language};
use kabinet_env::id::{AccountId, VerificationId};
use kabinet_idempotency::Request;
use kabinet_peer::Failure;
use kabinet_proof::Expected;
use kabinet_proto::{errors::v1::Reason, types::v1::ClientContext};
use secrecy::{ExposeSecret as _, SecretString};
use time::OffsetDateTime;

use super::{
    App,
    contact_code::OpenChange,
    list_contact_points::{self, MaskedContactPoint},
    shown_contact,
};
use crate::{
    domain::{access::Purpose, contact_change::ChangeState},
    store::{self, contact_change::open::ChangeRow},
    vault,
};

/// Names of this service and of the purpose, as proofs have them.
const AUDIENCE: &str = "profile";
const PURPOSE: &str = "CONTACT";

/// What confirms which contact.
#[derive(Debug)]
pub(crate) struct Input {
    /// Recognises a repeat.
    pub(crate) request: Request,
    /// Account.
    pub(crate) account_id: AccountId,
    /// When the person last proved who they are.
    pub(crate) auth_time: OffsetDateTime,
    /// Kind of the contact.
    pub(crate) kind: ContactKind,
    /// Code as the person typed it.
    pub(crate) code: SecretString,
    /// Language that the front end speaks.
    pub(crate) language: Language,
    /// The person's device, for verification.
    pub(crate) client: ClientContext,
    /// Who asks.
    pub(crate) reader: String,
}

/// Says why the contact is not confirmed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// No contact of this kind waits.
    #[error("no contact of this kind waits for its confirmation")]
    NothingToConfirm,
    /// No code is out.
    #[error("no code is out")]
    NoCode,
    /// As many accounts as may have the contact have it.
    #[error("too many accounts have the contact")]
    TooManyAccounts,
    /// Verification does not approve the code.
    #[error("verification does not approve the code")]
    Verification(#[source] Failure),
    /// The proof is not acceptable.
    #[error("the proof of the code is not acceptable")]
    Proof(#[source] kabinet_proof::Error),
    /// The proof is of another contact.
    #[error("the proof is of another contact")]
    OtherContact,
    /// The proof had its effect.
    #[error("the proof was used before")]
    ProofUsed,
    /// What the request made cannot be shown.
    #[error("showing the contact point")]
    Show(#[from] list_contact_points::Error),
    /// The request cannot be recognised or remembered.
    #[error("recognising the request")]
    Idempotency(#[from] kabinet_idempotency::Error),
    /// A contact does not open.
    #[error("opening the contact")]
    Vault(#[from] vault::Error),
    /// A row cannot be had or written.
    #[error("confirming the contact")]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Confirms the contact and shows its contact point; a repeat shows it as it stands now.
pub(crate) async fn run(app: &App, input: Input) -> Result<MaskedContactPoint, Error> {
    let (account_id, kind) = (input.account_id, input.kind);
    if let Some(row) = find(app, &input).await? {
        let change = OpenChange::open(app, account_id, kind, row)?;
        let proof = prove(app, &change, &input).await?;
        write::run(app, &change, proof, &input).await?;
    }
    Ok(shown_contact::show(app, account_id, kind, input.reader).await?)
}

/// Finds the change that waits, or that an earlier call confirmed whose answer was lost; none where
/// this very request was answered before. What is found is opened: the reading is noted here, whatever
/// becomes of the code.
async fn find(app: &App, input: &Input) -> Result<Option<ChangeRow>, Error> {
    let (account_id, now) = (input.account_id, app.env.now());
    let mut connection = app.pool.acquire().await?;
    if kabinet_idempotency::find::<()>(&mut connection, &input.request)
        .await?
        .is_some()
    {
        return Ok(None);
    }
    let stale = store::contact_change::undoing::happened_since;
    if stale(&mut connection, account_id, input.auth_time).await? {
        return Err(Error::NothingToConfirm);
    }
    let newest =
        store::contact_change::open::newest(&mut *connection, account_id, input.kind, now).await?;
    if newest.is_some() {
        let access = app.access(input.reader.clone(), Purpose::ContactChange(input.kind));
        store::access_log::note(&mut connection, account_id.uuid(), &access).await?;
        return Ok(newest);
    }
    match store::person::origin(&mut connection, account_id).await? {
        Some(_) => Err(Error::NothingToConfirm),
        None => Err(Error::NotFound),
    }
}

async fn prove(app: &App, change: &OpenChange, input: &Input) -> Result<VerificationId, Error> {
    let number = change.row.code_number;
    let handle = change.handle()?.ok_or(Error::NoCode)?;
    let binding = change.binding(app, number)?;
    let payload_digest = binding.payload_digest;
    // Not the request: a repeat with another request id after a crash gets the same proof.
    let key = format!("{}/{number}", change.row.id);
    let (code, client) = (input.code.expose_secret().to_owned(), input.client.clone());
    let proof = app
        .peers
        .codes()
        .check(handle, code, binding, key, client)
        .await
        .map_err(|failure| judge(change.row.state, failure))?;
    let expected = Expected {
        audience: AUDIENCE,
        purpose: PURPOSE,
        subject: &input.account_id.to_string(),
        payload_digest,
    };
    let claims = app
        .proofs
        .verify(&proof, expected)
        .await
        .map_err(Error::Proof)?;
    let id = claims.verification_id;
    if claims.destination_hash != kabinet_proof::destination_hash(id, &change.contact) {
        return Err(Error::OtherContact);
    }
    Ok(id)
}

/// Judges why there is no proof. A change that was confirmed waits for no code.
fn judge(state: ChangeState, failure: Failure) -> Error {
    match failure.reason() {
        Some(
            Reason::VerificationNotFound
            | Reason::VerificationEnded
            | Reason::CodeExpired
            | Reason::CodeUsed,
        ) if state == ChangeState::Confirmed => Error::NothingToConfirm,
        Some(Reason::VerificationEnded | Reason::CodeUsed) => Error::NoCode,
        _ => Error::Verification(failure),
    }
}
