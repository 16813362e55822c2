//! Takes events from the other services.

use kabinet_env::id::AccountId;
use kabinet_outbox::Received;
use kabinet_proto::types::v1::Event;
use kabinet_proto::types::v1::event::Fact;
use uuid::Uuid;

use super::App;
use crate::store;

/// What identity learns from others.
enum Lesson {
    ProfileActivated(AccountId),
}

pub(crate) async fn run(app: &App, event: &Event) -> Result<(), store::Error> {
    let Some((event_id, lesson)) = read(event) else {
        return Ok(());
    };
    let now = app.env.now();
    let mut transaction = app.pool.begin().await?;
    match kabinet_outbox::receive(&mut transaction, event_id, now).await? {
        Received::Repeat => return Ok(()),
        Received::First => {}
    }
    match lesson {
        Lesson::ProfileActivated(account_id) => {
            store::account::activate(&mut transaction, account_id, now).await?;
        }
    }
    kabinet_database::commit(transaction, "identity.receive_event").await?;
    Ok(())
}

/// Returns nothing for an event that does not concern identity.
fn read(event: &Event) -> Option<(Uuid, Lesson)> {
    let event_id = event.event_id.parse().ok()?;
    let lesson = match event.fact.as_ref()? {
        Fact::ProfileActivated(fact) => Lesson::ProfileActivated(fact.account_id.parse().ok()?),
        Fact::RegistrationConfirmed(_)
        | Fact::RegistrationDiscarded(_)
        | Fact::Notice(_)
        | Fact::NoticeDue(_) => return None,
    };
    Some((event_id, lesson))
}
