//! What an undo leaves behind: the former contacts, the events for identity, the notices.

use kabinet_domain::ContactKind;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{App, Error, Input, Undo};
use crate::{
    app::{contacts_event, tell},
    domain::{
        access::Purpose,
        contact_change::{CONTACT_PROBATION, ChangeState},
        notice::{Notice, Subject},
    },
    store::{
        self,
        contact_change::undoing::UndoneRow,
        contact_point::standing::{self, Standing},
    },
    vault::AccountVault,
};

/// Writes all of it.
pub(super) async fn run(
    app: &App,
    tx: &mut PgConnection,
    undo: &Undo,
    account: &AccountVault,
    input: &Input,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let (id, confirmed) = (undo.account_id, undo.confirmed);
    let undone = store::contact_change::undoing::since(tx, id, confirmed).await?;
    let named = undone.iter().find(|change| change.id == undo.change_id);
    if named.is_none_or(|change| change.state != ChangeState::Confirmed) {
        return Err(Error::Ended);
    }
    for kind in ContactKind::ALL {
        // The earliest one of a kind holds what stood before all of them.
        if let Some(first) = undone.iter().find(|change| change.kind == kind) {
            put_back(app, tx, undo, account, first, input).await?;
        }
    }
    store::contact_change::undoing::undo(tx, id, confirmed, now).await?;
    contacts_event::takeover(app, tx, id, undo.change_id, now).await?;
    contacts_event::changed(app, tx, id, now).await?;
    // After the contacts: what a thief confirmed is none any more.
    for kind in ContactKind::ALL {
        let first = undone
            .iter()
            .find(|change| change.kind == kind && change.state == ChangeState::Confirmed);
        if let Some(first) = first {
            let subject = Subject::ContactChangeUndone {
                change_id: first.id,
                kind: first.kind,
            };
            tell::person(app, tx, &notice(undo, subject, input, now)).await?;
        }
    }
    renew(app, tx, undo, input, now).await
}

/// Gives the owner as long again for what is left of the other kind, and a token for it: a thief may
/// have made that first, and its message may be lost.
async fn renew(
    app: &App,
    tx: &mut PgConnection,
    undo: &Undo,
    input: &Input,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let id = undo.account_id;
    for (kind, change_id) in store::contact_change::chain::renew(tx, id, now).await? {
        standing::renew_probation(tx, id, kind, now, now + CONTACT_PROBATION).await?;
        let subject = Subject::ContactChanged { change_id, kind };
        tell::person(app, tx, &notice(undo, subject, input, now)).await?;
    }
    Ok(())
}

async fn put_back(
    app: &App,
    tx: &mut PgConnection,
    undo: &Undo,
    account: &AccountVault,
    change: &UndoneRow,
    input: &Input,
) -> Result<(), Error> {
    let (id, kind) = (undo.account_id, change.kind);
    let access = app.access(input.reader.clone(), Purpose::ContactChange(kind));
    store::access_log::note(tx, id.uuid(), &access).await?;
    let before = &change.before;
    let contact = account.open_former_contact(change.id, kind, &before.value)?;
    let standing = Standing {
        value: account.seal_contact(&contact),
        value_index: before.value_index.clone(),
        confirm_time: before.confirm_time,
        recovery_time: before.recovery_time,
        create_time: before.create_time,
    };
    standing::put(tx, id, kind, &standing).await?;
    Ok(())
}

fn notice(undo: &Undo, subject: Subject, input: &Input, now: OffsetDateTime) -> Notice {
    Notice {
        account_id: undo.account_id,
        language: input.language,
        subject,
        occur_time: now,
    }
}
