//! What an activation leaves behind: the person, the contacts, the ended draft, the event.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::EventId;
use kabinet_proto::{
    timestamp,
    types::v1::{Event, ProfileActivated, event::Fact},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{App, CompleteDraft, Error, Input};
use crate::{
    domain::{access::Purpose, draft::DraftState},
    peers::IDENTITY,
    store::{self, contact_point::NewContactPoint, person::NewPerson},
    vault::AccountVault,
};

/// Writes all of it.
pub(super) async fn person(
    app: &App,
    tx: &mut PgConnection,
    input: &Input,
    draft: &CompleteDraft,
) -> Result<(), Error> {
    let now = app.env.now();
    let (id, account_id) = (input.registration_id, input.account_id);
    let access = app.access(input.reader.clone(), Purpose::Activation);
    store::access_log::note(tx, account_id.uuid(), &access).await?;

    let data = app.vault.open_draft_data(id, &draft.personal_data)?;
    let (account, wrapped_key) = app.vault.new_account(account_id);
    let person = NewPerson {
        account_id,
        registration_id: id,
        draft_version: input.draft_version,
        confirmed_kind: input.confirmed_kind,
        data_key: &wrapped_key,
        personal_data: &account.seal_person(&data),
        now,
    };
    if !store::person::insert(tx, &person).await? {
        // This draft is locked: another one became the account's person meanwhile.
        return Err(Error::Exists);
    }
    for (kind, sealed) in [
        (ContactKind::Mobile, &draft.mobile),
        (ContactKind::Email, &draft.email),
    ] {
        let contact = app.vault.open_draft_contact(id, kind, sealed)?;
        write_contact(app, tx, input, &account, &contact, now).await?;
    }
    store::draft::end(tx, id, DraftState::Activated, now).await?;
    kabinet_outbox::append(tx, IDENTITY, &profile_activated(app, input, now), now).await?;
    Ok(())
}

async fn write_contact(
    app: &App,
    tx: &mut PgConnection,
    input: &Input,
    account: &AccountVault,
    contact: &Contact,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let confirmed = contact.kind() == input.confirmed_kind;
    let new = NewContactPoint {
        kind: contact.kind(),
        value: &account.seal_contact(contact),
        value_index: app.vault.contact_index(contact),
        confirm_time: confirmed.then_some(input.confirm_time),
    };
    store::contact_point::insert(tx, input.account_id, &new, now).await
}

fn profile_activated(app: &App, input: &Input, now: OffsetDateTime) -> Event {
    Event {
        event_id: EventId::new(&app.env).uuid().to_string(),
        occur_time: Some(timestamp::write(now)),
        fact: Some(Fact::ProfileActivated(ProfileActivated {
            registration_id: input.registration_id.to_string(),
            account_id: input.account_id.to_string(),
        })),
    }
}
