//! The transaction that decides.

use kabinet_env::id::VerificationId;
use kabinet_idempotency::Recorded;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{App, Error, Input, OpenChange};
use crate::{
    app::{contacts_event, tell},
    domain::{
        contact_change::{
            ACCOUNTS_PER_CONTACT, CONTACT_PROBATION, Cause, ChangeState, HOLDING_WINDOW,
        },
        notice::{Notice, Subject},
    },
    store::{self, contact_point::standing::Standing},
};

/// Confirms the change, unless an earlier call has.
pub(super) async fn run(
    app: &App,
    change: &OpenChange,
    proof: VerificationId,
    input: &Input,
) -> Result<(), Error> {
    let (account_id, id) = (input.account_id, change.row.id);
    let mut tx = kabinet_database::begin(&app.pool).await?;
    if !store::person::hold(&mut tx, account_id).await? {
        return Err(Error::NotFound);
    }
    // Only now: what was told or confirmed while this call waited for the person came before it.
    let now = store::moment::of_confirmation(&mut tx, account_id, app.env.now()).await?;
    if let Recorded::Replay(()) =
        kabinet_idempotency::record(&mut tx, &input.request, &(), now).await?
    {
        return Ok(());
    }
    let stale = store::contact_change::undoing::happened_since;
    if stale(&mut tx, account_id, input.auth_time).await? {
        return Err(Error::NothingToConfirm);
    }
    if !store::contact_change::confirm(&mut tx, account_id, id, now).await? {
        let current = store::contact_change::undoing::find(&mut tx, account_id, id, now).await?;
        return match current.map(|current| current.state) {
            Some(ChangeState::Confirmed) => Ok(()),
            _ => Err(Error::NothingToConfirm),
        };
    }
    if !store::consumed_proof::consume(&mut tx, account_id, proof, now).await? {
        return Err(Error::ProofUsed);
    }
    stand(app, &mut tx, change, now).await?;
    tell_everybody(app, &mut tx, change, input, now).await?;
    kabinet_database::commit(tx, "profile.confirm_contact_point").await?;
    app.outbox.wake();
    tracing::info!(
        account.id = %account_id,
        change.id = %id,
        change.cause = change.row.cause.as_str(),
        "contact confirmed"
    );
    Ok(())
}

/// Puts the contact into its contact point.
async fn stand(
    app: &App,
    tx: &mut PgConnection,
    change: &OpenChange,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let (account_id, contact) = (change.account_id, &change.contact);
    let (index, indexes) = (
        app.vault.contact_index(contact),
        app.vault.contact_indexes(contact),
    );
    let others = store::contact_point::standing::count_other_accounts;
    let since = now - HOLDING_WINDOW;
    if others(tx, account_id, &index, &indexes, since).await? >= ACCOUNTS_PER_CONTACT {
        return Err(Error::TooManyAccounts);
    }
    let kind = contact.kind();
    let former = store::contact_point::standing::find(tx, account_id, kind).await?;
    if former.recovery_time.is_some_and(|recovers| recovers > now) {
        store::contact_change::chain::prolong(tx, account_id, kind, now).await?;
    }
    let came_back = store::contact_change::chain::began_with;
    let came_back = came_back(tx, account_id, kind, &indexes, now).await?;
    let standing = Standing {
        value: change.account.seal_contact(contact),
        value_index: index.to_vec(),
        confirm_time: Some(now),
        recovery_time: (!came_back).then_some(now + CONTACT_PROBATION),
        create_time: match change.row.cause {
            Cause::Replaced => now,
            Cause::Joined => former.create_time,
        },
    };
    store::contact_point::standing::put(tx, account_id, kind, &standing).await?;
    Ok(())
}

async fn tell_everybody(
    app: &App,
    tx: &mut PgConnection,
    change: &OpenChange,
    input: &Input,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let (account_id, kind) = (input.account_id, input.kind);
    contacts_event::changed(app, tx, account_id, now).await?;
    let notice = Notice {
        account_id,
        language: input.language,
        subject: Subject::ContactChanged {
            change_id: change.row.id,
            kind,
        },
        occur_time: now,
    };
    tell::person(app, tx, &notice).await?;
    Ok(())
}
