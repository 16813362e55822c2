//! Drafts of registrations.

use kabinet_domain::ContactKind;
use kabinet_env::id::RegistrationId;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::{CorruptRow, Error, access_log};
use crate::domain::{access::Access, draft::DraftState};

/// A draft as it stands in its row.
#[derive(Debug)]
pub(crate) struct DraftRow {
    /// Version.
    pub(crate) version: i64,
    /// State.
    pub(crate) state: DraftState,
    /// Sealed personal data.
    pub(crate) personal_data: Option<Vec<u8>>,
    /// Sealed mobile number.
    pub(crate) mobile: Option<Vec<u8>>,
    /// Sealed e-mail address.
    pub(crate) email: Option<Vec<u8>>,
}

/// One contact of a draft.
#[derive(Debug)]
pub(crate) struct DraftContactRow {
    /// Version of the draft.
    pub(crate) version: i64,
    /// State.
    pub(crate) state: DraftState,
    /// Sealed contact.
    pub(crate) contact: Option<Vec<u8>>,
}

/// Begins a draft with personal data; answers its version, or none when there is a draft already,
/// ended or not.
pub(crate) async fn begin(
    connection: &mut PgConnection,
    id: RegistrationId,
    sealed: &[u8],
    now: OffsetDateTime,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "INSERT INTO profile.draft (
            registration_id,
            version,
            state,
            personal_data,
            create_time,
            update_time
        )
        VALUES ($1, 1, 'OPEN', $2, $3, $3)
        ON CONFLICT ON CONSTRAINT draft_pkey DO NOTHING
        RETURNING version",
        id.uuid(),
        sealed,
        now,
    )
    .fetch_optional(connection)
    .await
}

/// Replaces the personal data of an open draft; answers its new version, or none when it stands at
/// another version than expected, has ended or never was.
pub(crate) async fn put_personal_data(
    connection: &mut PgConnection,
    id: RegistrationId,
    expected_version: i64,
    sealed: &[u8],
    now: OffsetDateTime,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "UPDATE profile.draft
        SET
            version = version + 1,
            personal_data = $3,
            update_time = $4
        WHERE
            registration_id = $1
            AND version = $2
            AND state = 'OPEN'
        RETURNING version",
        id.uuid(),
        expected_version,
        sealed,
        now,
    )
    .fetch_optional(connection)
    .await
}

/// Stores both contacts in an open draft; answers its new version, or none when it stands at another
/// version than expected, has ended or never was.
pub(crate) async fn put_contacts(
    connection: &mut PgConnection,
    id: RegistrationId,
    expected_version: i64,
    mobile: &[u8],
    email: &[u8],
    now: OffsetDateTime,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "UPDATE profile.draft
        SET
            version = version + 1,
            mobile = $3,
            email = $4,
            update_time = $5
        WHERE
            registration_id = $1
            AND version = $2
            AND state = 'OPEN'
        RETURNING version",
        id.uuid(),
        expected_version,
        mobile,
        email,
        now,
    )
    .fetch_optional(connection)
    .await
}

/// Reads the version that an open draft stands at.
pub(crate) async fn open_version(
    connection: &mut PgConnection,
    id: RegistrationId,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "SELECT version
        FROM profile.draft
        WHERE
            registration_id = $1
            AND state = 'OPEN'",
        id.uuid(),
    )
    .fetch_optional(connection)
    .await
}

/// Reads one contact and notes the reading, in one statement. Nothing is noted where the version is
/// another or the draft has ended.
pub(crate) async fn read_contact(
    pool: &PgPool,
    id: RegistrationId,
    version: i64,
    kind: ContactKind,
    access: &Access,
) -> Result<Option<DraftContactRow>, Error> {
    let fields = access_log::fields(access);
    let row = sqlx::query!(
        "WITH draft AS (
            SELECT
                version,
                state,
                CASE $3::text WHEN 'MOBILE' THEN mobile ELSE email END AS contact
            FROM profile.draft
            WHERE registration_id = $1
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
                $4,
                $5,
                $6,
                $7,
                $8,
                $9
            FROM draft
            WHERE
                draft.state = 'OPEN'
                AND draft.version = $2
                AND draft.contact IS NOT NULL
        )
        SELECT
            version AS \"version!\",
            state AS \"state!\",
            contact
        FROM draft",
        id.uuid(),
        version,
        kind.as_str(),
        access.id,
        access.reader,
        access.purpose.as_str(),
        &fields,
        access.trace_id,
        access.time,
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(DraftContactRow {
        version: row.version,
        state: state(id, &row.state)?,
        contact: row.contact,
    }))
}

/// Reads a draft and keeps others from changing it until the transaction ends.
pub(crate) async fn lock(
    connection: &mut PgConnection,
    id: RegistrationId,
) -> Result<Option<DraftRow>, Error> {
    let row = sqlx::query!(
        "SELECT
            version,
            state,
            personal_data,
            mobile,
            email
        FROM profile.draft
        WHERE registration_id = $1
        FOR UPDATE",
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(DraftRow {
        version: row.version,
        state: state(id, &row.state)?,
        personal_data: row.personal_data,
        mobile: row.mobile,
        email: row.email,
    }))
}

/// Ends a draft and forgets its data; one that ended before stays as it is. What never was is noted
/// as ended, so that a late write does not bring data back.
pub(crate) async fn end(
    connection: &mut PgConnection,
    id: RegistrationId,
    state: DraftState,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO profile.draft (
            registration_id,
            version,
            state,
            create_time,
            update_time
        )
        VALUES ($1, 1, $2, $3, $3)
        ON CONFLICT ON CONSTRAINT draft_pkey DO UPDATE
        SET
            state = EXCLUDED.state,
            personal_data = NULL,
            mobile = NULL,
            email = NULL,
            update_time = EXCLUDED.update_time
        WHERE draft.state = 'OPEN'",
        id.uuid(),
        state.as_str(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes up to `limit` drafts that ended before a time.
pub(crate) async fn sweep(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let swept = sqlx::query!(
        "DELETE FROM profile.draft
        WHERE registration_id = ANY (ARRAY (
            SELECT registration_id
            FROM profile.draft
            WHERE
                state <> 'OPEN'
                AND update_time < $1
            ORDER BY update_time
            LIMIT $2
            FOR UPDATE SKIP LOCKED
        ))",
        before,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(swept.rows_affected())
}

fn state(id: RegistrationId, word: &str) -> Result<DraftState, CorruptRow> {
    DraftState::parse(word).ok_or(CorruptRow {
        table: "profile.draft",
        column: "state",
        row: id.uuid(),
    })
}
