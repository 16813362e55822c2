//! What a correction leaves behind: the new data, the notice, the note of the reading.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{App, Error, Input};
use crate::{
    app::{open_person::open_person, tell},
    domain::{
        access::Purpose,
        etag,
        notice::{Notice, Subject},
        person::Person,
    },
    store,
};

/// Writes the correction; answers the person as they stand then, or none when they stood at another
/// version. Values that are there already change nothing, and nobody is told of them.
pub(super) async fn corrected(
    app: &App,
    tx: &mut PgConnection,
    input: &Input,
    now: OffsetDateTime,
) -> Result<Option<Person>, Error> {
    let id = input.account_id;
    let access = app.access(input.reader.clone(), Purpose::Correction);
    let row = store::person::read(&mut *tx, id, &access)
        .await?
        .ok_or(Error::NotFound)?;
    if etag::of(row.version) != input.etag {
        return Ok(None);
    }
    let account = app.vault.account(id, &row.data_key)?;
    let before = open_person(&account, &row)?;
    let data = before.data.corrected(&input.corrections);
    if data == before.data {
        return Ok(Some(before));
    }
    let state = before.state.after_correction(&before.data, &data);
    let sealed = account.seal_person(&data);
    if !store::person::correct(tx, id, before.version, &sealed, state, now).await? {
        return Ok(None);
    }
    tell::person(app, tx, &notice(input, now)).await?;
    Ok(Some(Person {
        data,
        state,
        version: before.version + 1,
        update_time: now,
        ..before
    }))
}

fn notice(input: &Input, now: OffsetDateTime) -> Notice {
    Notice {
        account_id: input.account_id,
        language: input.language,
        subject: Subject::PersonalDataChanged,
        occur_time: now,
    }
}
