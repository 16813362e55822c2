//! Ends a registration: its login is free and its data are forgotten.

use kabinet_env::id::RegistrationId;
use kabinet_idempotency::{Recorded, Request};
use thiserror::Error;

use super::resume::{self, Resume};
use super::{App, outbox};
use crate::domain::registration::State;
use crate::store;

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) resume: Resume,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such registration")]
    NotFound,
    #[error("the registration has ended")]
    Ended(State),
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let registration = resume::find(app, &mut transaction, &input.resume)
        .await?
        .ok_or(Error::NotFound)?;
    if let Recorded::Replay(()) =
        kabinet_idempotency::record(&mut transaction, &input.request, &(), now).await?
    {
        return Ok(());
    }
    let id = registration.id;
    let Some(discarded) = store::registration_end::abandon(&mut transaction, id, now).await? else {
        let current = store::registration::find(&mut transaction, id, now).await?;
        return Err(Error::Ended(
            current.map_or(registration.state, |current| current.state),
        ));
    };
    store::login_name::release(&mut transaction, &[discarded.login_key], &[discarded.id]).await?;
    let id = RegistrationId::from_uuid(discarded.id);
    outbox::discarded(&app.env, &mut transaction, id, now).await?;
    kabinet_database::commit(transaction, "identity.abandon_registration")
        .await
        .map_err(store::Error::from)?;
    app.outbox.wake();
    tracing::info!(registration.id = %id, "registration abandoned");
    Ok(())
}
