//! Begins a change of a contact.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::{AccountId, ContactChangeId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::App;
use crate::{
    domain::{contact_change::Cause, contact_point::ContactPointState},
    store::{
        self,
        contact_change::{NewChange, unchanged::Unchanged},
        contact_point::standing::Standing,
    },
    vault::AccountVault,
};

/// What stands until a change is confirmed, and again after it was taken back.
pub(super) struct Former {
    /// The contact.
    pub(super) contact: Contact,
    /// What else is known of it.
    pub(super) standing: Standing,
}

/// Writes a change that waits, instead of one of its kind that does; the person is held.
pub(super) async fn write(
    app: &App,
    tx: &mut PgConnection,
    (account_id, account): (AccountId, &AccountVault),
    contact: &Contact,
    former: Former,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let id = ContactChangeId::new(&app.env);
    let kind = contact.kind();
    let before = Standing {
        value: account.seal_former_contact(id, &former.contact),
        ..former.standing
    };
    let change = NewChange {
        id,
        account_id,
        kind,
        cause: cause(&before),
        value: &account.seal_new_contact(id, contact),
        value_index: app.vault.contact_index(contact),
        code_kid: &app.vault.code_kid(),
        before: &before,
    };
    store::contact_change::ending::supersede(tx, account_id, kind, now).await?;
    store::contact_change::insert(tx, &change, now).await
}

/// Counts a value that stands already among the changes; what waits of its kind goes on to wait.
pub(super) async fn count_unchanged(
    app: &App,
    tx: &mut PgConnection,
    (account_id, kind): (AccountId, ContactKind),
    standing: &Standing,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let unchanged = Unchanged {
        id: ContactChangeId::new(&app.env),
        account_id,
        kind,
        cause: cause(standing),
        code_kid: &app.vault.code_kid(),
        standing,
    };
    store::contact_change::unchanged::insert(tx, &unchanged, now).await
}

fn cause(before: &Standing) -> Cause {
    match before.state() {
        ContactPointState::Confirmed => Cause::Replaced,
        ContactPointState::Unconfirmed => Cause::Joined,
    }
}
