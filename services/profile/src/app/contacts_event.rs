//! What identity is told of contacts.

use kabinet_env::id::{AccountId, ContactChangeId, EventId};
use kabinet_proto::{
    timestamp,
    types::v1::{ContactPointsChanged, Event, TakeoverReported, event::Fact},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::App;
use crate::{peers::IDENTITY, store};

/// Tells that what a person has confirmed is something else now.
pub(super) async fn changed(
    app: &App,
    tx: &mut PgConnection,
    account_id: AccountId,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let contacts_version = store::person::next_contacts_version(tx, account_id).await?;
    let fact = Fact::ContactPointsChanged(ContactPointsChanged {
        account_id: account_id.to_string(),
        contacts_version,
    });
    append(app, tx, fact, now).await
}

/// Tells that the owner has taken a change back.
pub(super) async fn takeover(
    app: &App,
    tx: &mut PgConnection,
    account_id: AccountId,
    change_id: ContactChangeId,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let fact = Fact::TakeoverReported(TakeoverReported {
        account_id: account_id.to_string(),
        change_id: change_id.to_string(),
    });
    append(app, tx, fact, now).await
}

async fn append(
    app: &App,
    tx: &mut PgConnection,
    fact: Fact,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let event = Event {
        event_id: EventId::new(&app.env).uuid().to_string(),
        occur_time: Some(timestamp::write(now)),
        fact: Some(fact),
    };
    kabinet_outbox::append(tx, IDENTITY, &event, now).await
}
