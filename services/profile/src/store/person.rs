//! People.

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, RegistrationId};
use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{CorruptRow, Error, access_log};
use crate::domain::{access::Access, person::PersonState};

/// A person to write.
#[derive(Debug)]
pub(crate) struct NewPerson<'a> {
    /// Id of the account.
    pub(crate) account_id: AccountId,
    /// Registration that the person came from.
    pub(crate) registration_id: RegistrationId,
    /// Version of the draft that was confirmed.
    pub(crate) draft_version: i64,
    /// Kind of the contact that was proven.
    pub(crate) confirmed_kind: ContactKind,
    /// Wrapped key of the account.
    pub(crate) data_key: &'a [u8],
    /// Sealed personal data.
    pub(crate) personal_data: &'a [u8],
    /// Time of creation.
    pub(crate) now: OffsetDateTime,
}

/// A person as they stand in their row.
#[derive(Debug)]
pub(crate) struct PersonRow {
    /// Wrapped key of the account.
    pub(crate) data_key: Vec<u8>,
    /// Sealed personal data.
    pub(crate) personal_data: Vec<u8>,
    /// How far the data have been checked.
    pub(crate) state: PersonState,
    /// Version.
    pub(crate) version: i64,
    /// Time of creation.
    pub(crate) create_time: OffsetDateTime,
    /// Time of the last change.
    pub(crate) update_time: OffsetDateTime,
}

/// Where a person came from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Registration.
    pub(crate) registration_id: Uuid,
    /// Version of its draft.
    pub(crate) draft_version: i64,
    /// Kind of the contact that was proven, as the table's word.
    pub(crate) confirmed_kind: String,
}

/// Writes a person; tells whether the account had none.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    person: &NewPerson<'_>,
) -> Result<bool, sqlx::Error> {
    let inserted = sqlx::query!(
        "INSERT INTO profile.person (
            account_id,
            registration_id,
            draft_version,
            confirmed_kind,
            data_key,
            personal_data,
            state,
            version,
            create_time,
            update_time
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)
        ON CONFLICT ON CONSTRAINT person_pkey DO NOTHING",
        person.account_id.uuid(),
        person.registration_id.uuid(),
        person.draft_version,
        person.confirmed_kind.as_str(),
        person.data_key,
        person.personal_data,
        PersonState::Declared.as_str(),
        person.now,
    )
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Tells where an account's person came from.
pub(crate) async fn origin(
    connection: &mut PgConnection,
    id: AccountId,
) -> Result<Option<Origin>, sqlx::Error> {
    sqlx::query_as!(
        Origin,
        "SELECT
            registration_id,
            draft_version,
            confirmed_kind
        FROM profile.person
        WHERE account_id = $1",
        id.uuid(),
    )
    .fetch_optional(connection)
    .await
}

/// Keeps a person as they are until the transaction ends; tells whether there is one.
pub(crate) async fn hold(
    connection: &mut PgConnection,
    id: AccountId,
) -> Result<bool, sqlx::Error> {
    let held = sqlx::query_scalar!(
        "SELECT account_id
        FROM profile.person
        WHERE account_id = $1
        FOR NO KEY UPDATE",
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    Ok(held.is_some())
}

/// Keeps a person as they are until the transaction ends, and returns their wrapped key.
pub(crate) async fn hold_key(
    connection: &mut PgConnection,
    id: AccountId,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        "SELECT data_key
        FROM profile.person
        WHERE account_id = $1
        FOR NO KEY UPDATE",
        id.uuid(),
    )
    .fetch_optional(connection)
    .await
}

/// Counts a change of what a person has confirmed; returns the version that it makes.
pub(crate) async fn next_contacts_version(
    connection: &mut PgConnection,
    id: AccountId,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        "UPDATE profile.person
        SET contacts_version = contacts_version + 1
        WHERE account_id = $1
        RETURNING contacts_version",
        id.uuid(),
    )
    .fetch_one(connection)
    .await
}

/// Replaces the data of a person who stands at a version; tells whether they did.
pub(crate) async fn correct(
    connection: &mut PgConnection,
    id: AccountId,
    version: i64,
    personal_data: &[u8],
    state: PersonState,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let corrected = sqlx::query!(
        "UPDATE profile.person
        SET
            personal_data = $3,
            state = $4,
            version = version + 1,
            update_time = $5
        WHERE
            account_id = $1
            AND version = $2",
        id.uuid(),
        version,
        personal_data,
        state.as_str(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(corrected.rows_affected() == 1)
}

/// Reads a person and notes the reading, in one statement.
pub(crate) async fn read(
    executor: impl PgExecutor<'_>,
    id: AccountId,
    access: &Access,
) -> Result<Option<PersonRow>, Error> {
    let fields = access_log::fields(access);
    let row = sqlx::query!(
        "WITH person AS (
            SELECT
                data_key,
                personal_data,
                state,
                version,
                create_time,
                update_time
            FROM profile.person
            WHERE account_id = $1
        ),
        noted AS (
            INSERT INTO profile.access_log (
                subject_id,
                access_id,
                reader,
                purpose,
                fields,
                trace_id,
                access_time
            )
            SELECT
                $1,
                $2,
                $3,
                $4,
                $5,
                $6,
                $7
            FROM person
        )
        SELECT
            data_key AS \"data_key!\",
            personal_data AS \"personal_data!\",
            state AS \"state!\",
            version AS \"version!\",
            create_time AS \"create_time!\",
            update_time AS \"update_time!\"
        FROM person",
        id.uuid(),
        access.id,
        access.reader,
        access.purpose.as_str(),
        &fields,
        access.trace_id,
        access.time,
    )
    .fetch_optional(executor)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let state = PersonState::parse(&row.state).ok_or(CorruptRow {
        table: "profile.person",
        column: "state",
        row: id.uuid(),
    })?;
    Ok(Some(PersonRow {
        data_key: row.data_key,
        personal_data: row.personal_data,
        state,
        version: row.version,
        create_time: row.create_time,
        update_time: row.update_time,
    }))
}
