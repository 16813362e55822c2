//! Takes an event of another service, once.

use kabinet_env::id::RegistrationId;
use kabinet_outbox::Received;
use uuid::Uuid;

use super::{
    App,
    activate_draft::{self, Activation},
};
use crate::{domain::draft::DraftState, store};

/// An event with its effect.
#[derive(Debug)]
pub(crate) struct Input {
    /// Id of the event.
    pub(crate) event_id: Uuid,
    /// What happened.
    pub(crate) fact: Fact,
}

/// What concerns this service.
#[derive(Debug)]
pub(crate) enum Fact {
    /// A registration was confirmed: its draft becomes a person.
    RegistrationConfirmed(activate_draft::Input),
    /// A registration ended: its draft is forgotten.
    RegistrationDiscarded(RegistrationId),
}

/// Says why the event was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The draft did not become a person.
    #[error("activating the draft")]
    Activate(#[from] activate_draft::Error),
    /// The database failed.
    #[error("taking the event")]
    Store(#[from] sqlx::Error),
}

/// Gives the event its effect, and remembers it with the effect.
pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let now = app.env.now();
    let mut tx = kabinet_database::begin(&app.pool).await?;
    if kabinet_outbox::receive(&mut tx, input.event_id, now).await? == Received::Repeat {
        return Ok(());
    }
    let activation = match input.fact {
        Fact::RegistrationConfirmed(input) => activate_draft::run_in(app, &mut tx, &input).await?,
        Fact::RegistrationDiscarded(id) => {
            store::draft::end(&mut tx, id, DraftState::Discarded, now).await?;
            Activation::MadeBefore
        }
    };
    kabinet_database::commit(tx, "profile.receive_event").await?;
    if activation == Activation::Made {
        app.outbox.wake();
    }
    Ok(())
}
