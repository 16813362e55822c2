//! Contact points.

pub(crate) mod standing;

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{CorruptRow, Error, access_log};
use crate::domain::{access::Access, contact_point::ContactPointState};

/// A contact point to write.
#[derive(Debug)]
pub(crate) struct NewContactPoint<'a> {
    /// Kind.
    pub(crate) kind: ContactKind,
    /// Sealed value.
    pub(crate) value: &'a [u8],
    /// Blind index of the value.
    pub(crate) value_index: [u8; 32],
    /// When it was proven, if it was.
    pub(crate) confirm_time: Option<OffsetDateTime>,
}

/// A contact point as it stands in its row, with the key that opens it.
#[derive(Debug)]
pub(crate) struct ContactPointRow {
    /// Wrapped key of the account.
    pub(crate) data_key: Vec<u8>,
    /// Kind.
    pub(crate) kind: ContactKind,
    /// Sealed value.
    pub(crate) value: Vec<u8>,
    /// State.
    pub(crate) state: ContactPointState,
    /// Whether the person chose it.
    pub(crate) preferred: bool,
    /// When it was proven.
    pub(crate) confirm_time: Option<OffsetDateTime>,
    /// From when on it recovers access.
    pub(crate) recovery_time: Option<OffsetDateTime>,
    /// Time of creation.
    pub(crate) create_time: OffsetDateTime,
    /// What waits to take its place.
    pub(crate) replacement: Option<ReplacementRow>,
}

/// A value that waits to take the place of a confirmed one.
#[derive(Debug)]
pub(crate) struct ReplacementRow {
    /// Change that brings it.
    pub(crate) change_id: ContactChangeId,
    /// Sealed value.
    pub(crate) value: Vec<u8>,
    /// Time of creation.
    pub(crate) create_time: OffsetDateTime,
    /// When it is forgotten.
    pub(crate) expire_time: OffsetDateTime,
}

/// Writes a contact point of a new person; the one that was proven is the preferred one.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    account_id: AccountId,
    contact: &NewContactPoint<'_>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let state = match contact.confirm_time {
        Some(_) => ContactPointState::Confirmed,
        None => ContactPointState::Unconfirmed,
    };
    sqlx::query!(
        "INSERT INTO profile.contact_point (
            account_id,
            kind,
            value,
            value_index,
            state,
            preferred,
            confirm_time,
            create_time
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        account_id.uuid(),
        contact.kind.as_str(),
        contact.value,
        contact.value_index.as_slice(),
        state.as_str(),
        contact.confirm_time.is_some(),
        contact.confirm_time,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads an account's contact points with what waits to replace them, and notes the reading, in one
/// statement.
pub(crate) async fn list(
    pool: &PgPool,
    account_id: AccountId,
    access: &Access,
) -> Result<Vec<ContactPointRow>, Error> {
    let fields = access_log::fields(access);
    let rows = sqlx::query!(
        "WITH person AS (
            SELECT
                account_id,
                data_key
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
            person.data_key AS \"data_key!\",
            contact_point.kind AS \"kind!\",
            contact_point.value AS \"value!\",
            contact_point.state AS \"state!\",
            contact_point.preferred AS \"preferred!\",
            contact_point.confirm_time,
            COALESCE(
                contact_point.recovery_time,
                contact_point.confirm_time
            ) AS recovery_time,
            contact_point.create_time AS \"create_time!\",
            replacement.change_id AS \"replacement_id?\",
            replacement.value AS replacement_value,
            replacement.create_time AS \"replacement_create_time?\",
            replacement.expire_time AS \"replacement_expire_time?\"
        FROM person
        INNER JOIN profile.contact_point USING (account_id)
        LEFT JOIN profile.contact_change AS replacement
            ON replacement.account_id = person.account_id
            AND replacement.kind = contact_point.kind
            AND replacement.cause = 'REPLACED'
            AND replacement.state = 'PENDING'
            AND replacement.expire_time > $7
        ORDER BY contact_point.kind DESC",
        account_id.uuid(),
        access.id,
        access.reader,
        access.purpose.as_str(),
        &fields,
        access.trace_id,
        access.time,
    )
    .fetch_all(pool)
    .await?;
    let rows = rows.into_iter().map(|row| {
        Ok(ContactPointRow {
            data_key: row.data_key,
            kind: kind(account_id, &row.kind)?,
            value: row.value,
            state: ContactPointState::parse(&row.state)
                .ok_or_else(|| corrupt(account_id, "state"))?,
            preferred: row.preferred,
            confirm_time: row.confirm_time,
            recovery_time: row.recovery_time,
            create_time: row.create_time,
            replacement: replacement(
                row.replacement_id,
                row.replacement_value,
                row.replacement_create_time,
                row.replacement_expire_time,
            ),
        })
    });
    rows.collect()
}

fn replacement(
    change_id: Option<Uuid>,
    value: Option<Vec<u8>>,
    create_time: Option<OffsetDateTime>,
    expire_time: Option<OffsetDateTime>,
) -> Option<ReplacementRow> {
    Some(ReplacementRow {
        change_id: ContactChangeId::from_uuid(change_id?),
        value: value?,
        create_time: create_time?,
        expire_time: expire_time?,
    })
}

fn kind(account_id: AccountId, word: &str) -> Result<ContactKind, CorruptRow> {
    ContactKind::from_name(word).ok_or_else(|| corrupt(account_id, "kind"))
}

fn corrupt(account_id: AccountId, column: &'static str) -> CorruptRow {
    CorruptRow {
        table: "profile.contact_point",
        column,
        row: account_id.uuid(),
    }
}
