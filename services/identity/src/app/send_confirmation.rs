//! Stage 4, first half: has a code sent, first, again, or over the other channel.

use kabinet_codes::{Binding, Destination, Issued, Purpose, is_over};
use kabinet_domain::Channel;
use kabinet_idempotency::{Recorded, Request};
use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use thiserror::Error;

use super::App;
use super::client::Client;
use super::resume::{self, Resume};
use super::submission::request_id;
use crate::domain::registration::{NotNow, Registration, Stage, Verification, View};
use crate::store;

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) resume: Resume,
    pub(crate) channel: Channel,
    pub(crate) client: Client,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such registration")]
    NotFound,
    #[error("the stage cannot be done now")]
    NotNow(NotNow),
    #[error("the contact could not be resolved")]
    Profile(#[source] Failure),
    #[error("the code was not sent")]
    Verification(#[source] Failure),
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<View, Error> {
    let request = &input.request;
    let registration = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        let found = resume::find(app, &mut connection, &input.resume).await?;
        // After the registration: a simultaneous repeat does what this call does, or is found here.
        if let Some(view) = kabinet_idempotency::find(&mut connection, request).await? {
            return Ok(view);
        }
        found.ok_or(Error::NotFound)?
    };
    registration
        .allow(Stage::Confirmation)
        .map_err(Error::NotNow)?;
    let address = resolve(app, &registration, &input).await?;
    let kid = app.vault.token_kid();
    let kid = match &registration.verification {
        Some(verification) => verification.kid.clone(),
        None => kid.as_str().to_owned(),
    };
    let issued = issue(app, &registration, &kid, address, &input, request).await?;
    let verification = Verification {
        sealed_handle: app.vault.seal_verification(registration.id, &issued.handle),
        kid,
        code: issued.code,
    };
    write(app, registration, verification, request).await
}

async fn resolve(app: &App, registration: &Registration, input: &Input) -> Result<String, Error> {
    let (id, version) = (registration.id, registration.draft_version);
    let kind = input.channel.contact_kind();
    let failure = match app.peers.resolve_contact(id, version, kind).await {
        Ok(address) => return Ok(address),
        Err(failure) => failure,
    };
    match failure.reason() {
        // A submission reached profile and was cut off before it reached us: it has to be repeated.
        Some(Reason::DraftConflict | Reason::DraftIncomplete) => {
            Err(Error::NotNow(NotNow::Due(Stage::Contacts)))
        }
        Some(Reason::DraftNotFound) => {
            let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
            let current = resume::find(app, &mut connection, &input.resume).await?;
            let not_now = current.map(|current| current.allow(Stage::Confirmation));
            Err(match not_now {
                Some(Err(not_now)) => Error::NotNow(not_now),
                _ => Error::Profile(failure),
            })
        }
        _ => Err(Error::Profile(failure)),
    }
}

async fn issue(
    app: &App,
    registration: &Registration,
    kid: &str,
    address: String,
    input: &Input,
    request: &Request,
) -> Result<Issued, Error> {
    let id = registration.id;
    let binding = binding(app, registration, kid)?;
    let destination = Destination::new(input.channel, address);
    let context = input.client.context.clone();
    if let Some(current) = &registration.verification {
        let handle = app
            .vault
            .open_verification(id, &current.sealed_handle)
            .map_err(store::Error::from)?;
        let again = if current.code.channel == input.channel {
            let request_id = request_id(id, request, "resend");
            app.peers
                .codes()
                .resend(request_id, handle, context.clone())
                .await
        } else {
            let request_id = request_id(id, request, "switch");
            let (binding, context) = (binding.clone(), context.clone());
            app.peers
                .codes()
                .switch_channel(request_id, handle, binding, destination.clone(), context)
                .await
        };
        match again {
            Err(failure) if is_over(&failure) => {}
            issued => return issued.map_err(Error::Verification),
        }
    }
    let request_id = request_id(id, request, "start");
    app.peers
        .codes()
        .start(request_id, binding, destination, context)
        .await
        .map_err(Error::Verification)
}

/// Binds a code to the version of the data that it confirms.
pub(super) fn binding(
    app: &App,
    registration: &Registration,
    kid: &str,
) -> Result<Binding, store::Error> {
    Ok(Binding {
        purpose: Purpose::Registration,
        subject: registration.id.to_string(),
        payload_digest: digest(registration),
        check_secret: app.vault.check_secret(kid, registration.id)?,
    })
}

pub(super) fn digest(registration: &Registration) -> [u8; 32] {
    let operation = format!(
        "registration|{}|{}",
        registration.id, registration.draft_version
    );
    kabinet_seal::sha256(operation.as_bytes())
}

async fn write(
    app: &App,
    registration: Registration,
    verification: Verification,
    request: &Request,
) -> Result<View, Error> {
    let view = View {
        code: Some(verification.code),
        ..registration.view()
    };
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut transaction, request, &view, now).await?
    {
        return Ok(earlier);
    }
    let written =
        store::registration::set_verification(&mut transaction, &registration, &verification, now)
            .await?;
    if !written {
        // Corrected, confirmed or ended while the code was on its way: the code is void.
        let current = store::registration::find(&mut transaction, registration.id, now).await?;
        let current = current.ok_or(Error::NotFound)?;
        let due = NotNow::Due(current.due_stage);
        return Err(Error::NotNow(
            current.allow(Stage::Confirmation).err().unwrap_or(due),
        ));
    }
    kabinet_database::commit(transaction, "identity.send_confirmation")
        .await
        .map_err(store::Error::from)?;
    Ok(view)
}
