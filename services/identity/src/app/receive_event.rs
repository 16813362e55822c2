//! Takes events from the other services.

use kabinet_env::id::AccountId;
use kabinet_outbox::Received;
use kabinet_proto::types::v1::Event;
use kabinet_proto::types::v1::event::Fact;
use uuid::Uuid;

use super::end_access::{self, Cause};
use super::{App, follow_contacts};
use crate::store;

/// What identity learns from others.
enum Lesson {
    ProfileActivated(AccountId),
    ContactPointsChanged(AccountId, i64),
    TakeoverReported(AccountId),
}

pub(crate) async fn run(app: &App, event: &Event) -> Result<(), follow_contacts::Error> {
    let Some((event_id, lesson)) = read(event) else {
        return Ok(());
    };
    match lesson {
        Lesson::ProfileActivated(account_id) => activate(app, event_id, account_id).await?,
        Lesson::ContactPointsChanged(account_id, version) => {
            follow_contacts::run(app, event_id, account_id, version).await?;
        }
        Lesson::TakeoverReported(account_id) => end_access(app, event_id, account_id).await?,
    }
    Ok(())
}

async fn activate(app: &App, event_id: Uuid, account_id: AccountId) -> Result<(), store::Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    match kabinet_outbox::receive(&mut transaction, event_id, now).await? {
        Received::Repeat => return Ok(()),
        Received::First => {}
    }
    store::account::activate(&mut transaction, account_id, now).await?;
    kabinet_database::commit(transaction, "identity.receive_event").await?;
    Ok(())
}

async fn end_access(app: &App, event_id: Uuid, account_id: AccountId) -> Result<(), store::Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    match kabinet_outbox::receive(&mut transaction, event_id, now).await? {
        Received::Repeat => return Ok(()),
        Received::First => {}
    }
    let Some(held) = store::account::hold(&mut transaction, account_id).await? else {
        return Ok(());
    };
    // Nobody called: the notice is in the language that the person prefers.
    let (cause, language) = (Cause::ContactChangeUndone, "");
    let ended = end_access::run(app, &mut transaction, &held, cause, language, now).await?;
    kabinet_database::commit(transaction, "identity.receive_event").await?;
    app.outbox.wake();
    for session_id in ended {
        app.tokens.forget_session(session_id);
    }
    tracing::info!(account.id = %account_id, "access ended: a contact change was undone");
    Ok(())
}

/// Returns nothing for an event that does not concern identity.
fn read(event: &Event) -> Option<(Uuid, Lesson)> {
    let event_id = event.event_id.parse().ok()?;
    let lesson = match event.fact.as_ref()? {
        Fact::ProfileActivated(fact) => Lesson::ProfileActivated(fact.account_id.parse().ok()?),
        Fact::ContactPointsChanged(fact) => {
            let account_id = fact.account_id.parse().ok()?;
            Lesson::ContactPointsChanged(account_id, fact.contacts_version)
        }
        Fact::TakeoverReported(fact) => Lesson::TakeoverReported(fact.account_id.parse().ok()?),
        Fact::RegistrationConfirmed(_)
        | Fact::RegistrationDiscarded(_)
        | Fact::Notice(_)
        | Fact::NoticeDue(_) => return None,
    };
    Some((event_id, lesson))
}
