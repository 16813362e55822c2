//! Takes an event of another service, once.

use kabinet_env::id::RegistrationId;
use kabinet_outbox::Received;
use uuid::Uuid;

use super::{
    App,
    activate_draft::{self, Activation},
};
use crate::{domain::draft::DraftState, store};

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

impl App {
    /// Gives the event its effect, and remembers it with the effect.
    pub(crate) async fn receive_event(&self, event_id: Uuid, fact: Fact) -> Result<(), Error> {
        let now = self.env.now();
        let mut tx = self.pool.begin().await?;
        if kabinet_outbox::receive(&mut tx, event_id, now).await? == Received::Repeat {
            return Ok(());
        }
        let activation = match fact {
            Fact::RegistrationConfirmed(input) => self.activate_draft_in(&mut tx, &input).await?,
            Fact::RegistrationDiscarded(id) => {
                store::draft::end(&mut tx, id, DraftState::Discarded, now).await?;
                Activation::MadeBefore
            }
        };
        kabinet_database::commit(tx, "profile.receive_event").await?;
        if activation == Activation::Made {
            self.outbox.wake();
        }
        Ok(())
    }
}
