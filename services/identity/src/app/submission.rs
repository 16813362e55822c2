//! What the stages whose data go to profile have in common.

use kabinet_domain::ContactKind;
use kabinet_env::id::RegistrationId;
use kabinet_idempotency::Request;
use kabinet_peer::Failure;
use thiserror::Error;
use uuid::Uuid;

use super::App;
use super::replay::{self, Recorded};
use super::resume::{self, Resume};
use crate::domain::registration::{NotNow, Registration, Stage, Verification, View};
use crate::store;
use crate::store::registration::ContactIndexes;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such registration")]
    NotFound,
    #[error("the stage cannot be done now")]
    NotNow(NotNow),
    #[error("profile did not take the data")]
    Profile(#[from] Failure),
    #[error(transparent)]
    Replay(#[from] replay::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// How a submission begins.
pub(super) enum Begun {
    /// It was made before.
    Replay(View),
    Fresh(Registration),
}

/// Finds the registration and makes the stage due, so that nothing confirms it meanwhile.
pub(super) async fn begin(
    app: &App,
    resume: &Resume,
    stage: Stage,
    request: &Request,
) -> Result<Begun, Error> {
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    loop {
        // The registration before the request's record: a repeat that is answered meanwhile has
        // moved the registration on, and the guard below notices.
        let registration = resume::find(app, &mut connection, resume)
            .await?
            .ok_or(Error::NotFound)?;
        if let Some(view) = replay::find(&mut connection, request).await? {
            return Ok(Begun::Replay(view));
        }
        registration.allow(stage).map_err(Error::NotNow)?;
        let now = app.env.now();
        if registration.due_stage == stage
            || store::registration::reopen_stage(&mut connection, &registration, stage, now).await?
        {
            return Ok(Begun::Fresh(registration));
        }
    }
}

/// Moves on to the next stage, once profile has the data.
pub(super) async fn finish(
    app: &App,
    registration: Registration,
    stage: Stage,
    draft_version: i64,
    contacts: Option<ContactIndexes>,
    request: &Request,
) -> Result<View, Error> {
    let view = View {
        due_stage: registration.next_after(stage),
        confirmation: None,
        ..registration.view()
    };
    let now = app.env.now();
    let mut transaction = app.pool.begin().await.map_err(store::Error::from)?;
    if let Recorded::Replay(earlier) = replay::record(&mut transaction, request, &view, now).await?
    {
        return Ok(earlier);
    }
    let moved = store::registration::finish_stage(
        &mut transaction,
        registration.id,
        view.due_stage,
        draft_version,
        contacts,
        now,
    )
    .await?;
    if !moved {
        let current = store::registration::find(&mut transaction, registration.id, now).await?;
        match current.map(|current| (current.allow(stage), current)) {
            // A later submission is here already: this one had its effect and was overtaken.
            Some((Ok(()), current)) => return Ok(current.view()),
            Some((Err(not_now), _)) => return Err(Error::NotNow(not_now)),
            None => return Err(Error::NotFound),
        }
    }
    kabinet_database::commit(transaction, name(stage))
        .await
        .map_err(store::Error::from)?;
    if let Some(verification) = &registration.verification {
        cancel(
            app,
            registration.id,
            verification,
            request_id(registration.id, request, "cancel"),
        );
    }
    Ok(view)
}

/// Derives the id of a call to a peer from that of the call it is part of.
pub(super) fn request_id(id: RegistrationId, request: &Request, step: &str) -> Uuid {
    let own = request.request_id();
    Uuid::new_v5(&id.uuid(), format!("{own}/{step}").as_bytes())
}

/// Stops messages of a code that is void already: it was for an earlier version of the draft.
fn cancel(app: &App, id: RegistrationId, verification: &Verification, request_id: Uuid) {
    let handle = match app.vault.open_verification(id, &verification.sealed_handle) {
        Ok(handle) => handle,
        Err(error) => {
            tracing::warn!(%error, registration.id = %id, "a void code cannot be cancelled");
            return;
        }
    };
    let peers = app.peers.clone();
    app.background.spawn(async move {
        if let Err(error) = peers.cancel_verification(request_id, handle).await {
            tracing::info!(%error, registration.id = %id, "a void code was not cancelled");
        }
    });
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::PersonalData => "submit_personal_data",
        Stage::Contacts => "submit_contacts",
        Stage::Confirmation => "send_confirmation",
    }
}

/// Computes the index of a contact that profile found acceptable.
pub(super) fn contact_index(
    app: &App,
    kind: ContactKind,
    text: &str,
) -> Result<[u8; 32], kabinet_domain::contact::Error> {
    let contact = kabinet_domain::Contact::parse(kind, text)?;
    Ok(app.vault.contact_index(kind, &contact.normalised()))
}
