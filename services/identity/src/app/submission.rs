//! What the stages whose data go to profile have in common.

use kabinet_env::id::RegistrationId;
use kabinet_idempotency::{Recorded, Request};
use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::PersonalData;
use kabinet_status::read;
use thiserror::Error;
use uuid::Uuid;

use super::App;
use super::resume::{self, Resume};
use crate::domain::registration::{NotNow, Presence, Registration, Stage, Verification, View};
use crate::store;
use crate::store::registration::ContactIndexes;

/// What is submitted.
#[derive(Clone)]
pub(super) enum Data {
    PersonalData(PersonalData),
    Contacts {
        mobile: String,
        email: String,
        indexes: ContactIndexes,
    },
}

impl Data {
    fn stage(&self) -> Stage {
        match self {
            Self::PersonalData(_) => Stage::PersonalData,
            Self::Contacts { .. } => Stage::Contacts,
        }
    }

    fn indexes(&self) -> Option<&ContactIndexes> {
        match self {
            Self::PersonalData(_) => None,
            Self::Contacts { indexes, .. } => Some(indexes),
        }
    }
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such registration")]
    NotFound,
    #[error("the stage cannot be done now")]
    NotNow(NotNow),
    #[error("profile did not take the data")]
    Profile(#[from] Failure),
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// Hands the data of a stage to profile and moves on.
///
/// Every write names the version that it follows, and identity confirms no version that a write
/// under way could follow: one that was delayed on its way, for however long, changes nothing.
pub(super) async fn run(
    app: &App,
    resume: &Resume,
    data: &Data,
    request: &Request,
) -> Result<View, Error> {
    let stage = data.stage();
    let mut registration = match begin(app, resume, stage, request).await? {
        Begun::Replay(view) => return Ok(view),
        Begun::Fresh(registration) => registration,
    };
    let version = match put(app, &registration, data, request).await {
        Ok(version) => version,
        Err(failure) => {
            let Some(version) = version_of_conflict(&failure) else {
                return Err(refused(app, resume, stage, failure).await?);
            };
            registration = match begin(app, resume, stage, request).await? {
                Begun::Replay(view) => return Ok(view),
                Begun::Fresh(current) => {
                    let known = catch_up(app, current, stage, version).await?;
                    known.ok_or(Error::Profile(failure))?
                }
            };
            put(app, &registration, data, request).await?
        }
    };
    finish(app, registration, stage, version, data.indexes(), request).await
}

/// How a submission begins.
enum Begun {
    /// It was made before.
    Replay(View),
    Fresh(Registration),
}

/// Finds the registration and makes the stage due, so that nothing confirms it meanwhile.
async fn begin(
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
        if let Some(view) = kabinet_idempotency::find(&mut connection, request).await? {
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

async fn put(
    app: &App,
    registration: &Registration,
    data: &Data,
    request: &Request,
) -> Result<i64, Failure> {
    let (id, expected_version) = (registration.id, registration.draft_version);
    let request_id = request_id(id, request, "put");
    match data.clone() {
        Data::PersonalData(data) => {
            app.peers
                .put_personal_data(request_id, id, expected_version, data)
                .await
        }
        Data::Contacts { mobile, email, .. } => {
            app.peers
                .put_contacts(request_id, id, expected_version, mobile, email)
                .await
        }
    }
}

/// Reads the version that profile has instead of the expected one.
fn version_of_conflict(failure: &Failure) -> Option<i64> {
    match failure {
        Failure::Refused(status) if failure.reason() == Some(Reason::DraftConflict) => {
            read::metadata(status, "version")?.parse().ok()
        }
        Failure::Refused(_) | Failure::Unavailable => None,
    }
}

/// Takes note of a version that profile made and whose answer was lost. What it holds is not known
/// here, so the contacts have to be given again. Nothing when somebody was faster.
async fn catch_up(
    app: &App,
    registration: Registration,
    stage: Stage,
    draft_version: i64,
) -> Result<Option<Registration>, Error> {
    if registration.draft_version >= draft_version {
        return Ok(Some(registration));
    }
    let now = app.env.now();
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    let caught_up =
        store::registration::catch_up(&mut connection, &registration, stage, draft_version, now)
            .await?;
    Ok(caught_up.then_some(Registration {
        draft_version,
        has_contacts: Presence::Missing,
        ..registration
    }))
}

/// Tells whether profile refuses because the registration has ended meanwhile.
pub(super) async fn refused(
    app: &App,
    resume: &Resume,
    stage: Stage,
    failure: Failure,
) -> Result<Error, store::Error> {
    if failure.reason() == Some(Reason::DraftNotFound) {
        let mut connection = app.pool.acquire().await?;
        let registration = resume::find(app, &mut connection, resume).await?;
        if let Some(Err(not_now)) = registration.map(|registration| registration.allow(stage)) {
            return Ok(Error::NotNow(not_now));
        }
    }
    Ok(Error::Profile(failure))
}

/// Moves on to the next stage, once profile has the data.
async fn finish(
    app: &App,
    registration: Registration,
    stage: Stage,
    draft_version: i64,
    contacts: Option<&ContactIndexes>,
    request: &Request,
) -> Result<View, Error> {
    let view = View {
        due_stage: registration.next_after(stage),
        code: None,
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
    let codes = app.peers.codes();
    app.background.spawn(async move {
        if let Err(error) = codes.cancel(request_id, handle).await {
            tracing::info!(%error, registration.id = %id, "a void code was not cancelled");
        }
    });
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::PersonalData => "identity.submit_personal_data",
        Stage::Contacts => "identity.submit_contacts",
        Stage::Confirmation => "identity.send_confirmation",
    }
}
