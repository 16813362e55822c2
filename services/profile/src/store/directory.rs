//! Contacts that let their person in.

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{CorruptRow, Error, access_log};
use crate::domain::access::Access;

/// A person's contacts.
#[derive(Debug)]
pub(crate) struct DirectoryRow {
    /// Wrapped key of the account.
    pub(crate) data_key: Vec<u8>,
    /// Version of the contacts.
    pub(crate) contacts_version: i64,
    /// Contacts, the mobile number first.
    pub(crate) contacts: Vec<ContactRow>,
}

/// A contact that stands confirmed, or a replaced one while it recovers access: one that did so when it
/// was replaced. A contact that came back is named once.
#[derive(Debug)]
pub(crate) struct ContactRow {
    /// Kind.
    pub(crate) kind: ContactKind,
    /// Sealed value.
    pub(crate) value: Vec<u8>,
    /// Change that has replaced it and holds it; none for one that stands.
    pub(crate) replaced_by: Option<ContactChangeId>,
    /// From when on it recovers access.
    pub(crate) recovery_start_time: OffsetDateTime,
    /// Until when; none for one that stands.
    pub(crate) recovery_end_time: Option<OffsetDateTime>,
}

/// One contact with what is the same for all.
struct Row {
    data_key: Vec<u8>,
    contacts_version: i64,
    kind: String,
    value: Vec<u8>,
    replaced_by: Option<Uuid>,
    recovery_start_time: OffsetDateTime,
    recovery_end_time: Option<OffsetDateTime>,
}

/// Reads a person's contacts and notes the reading, in one statement.
pub(crate) async fn read(
    pool: &PgPool,
    account_id: AccountId,
    access: &Access,
) -> Result<Option<DirectoryRow>, Error> {
    let rows = select(pool, account_id, access).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let (data_key, contacts_version) = (first.data_key.clone(), first.contacts_version);
    let contacts = rows.into_iter().map(|row| contact(account_id, row));
    Ok(Some(DirectoryRow {
        data_key,
        contacts_version,
        contacts: contacts.collect::<Result<_, _>>()?,
    }))
}

#[expect(
    clippy::too_many_lines,
    reason = "one literal statement, so that nothing is read without being noted"
)]
async fn select(
    pool: &PgPool,
    account_id: AccountId,
    access: &Access,
) -> Result<Vec<Row>, sqlx::Error> {
    let fields = access_log::fields(access);
    sqlx::query_as!(
        Row,
        "WITH person AS (
            SELECT
                account_id,
                data_key,
                contacts_version
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
        ),
        candidate AS (
            SELECT
                account_id,
                kind,
                value,
                value_index,
                NULL::uuid AS replaced_by,
                COALESCE(recovery_time, confirm_time) AS recovery_start_time,
                NULL::timestamptz AS recovery_end_time
            FROM profile.contact_point
            WHERE
                account_id = $1
                AND state = 'CONFIRMED'
            UNION ALL
            SELECT
                account_id,
                kind,
                before_value,
                before_value_index,
                change_id,
                COALESCE(before_recovery_time, before_confirm_time),
                undo_expire_time
            FROM profile.contact_change
            WHERE
                account_id = $1
                AND state = 'CONFIRMED'
                AND cause = 'REPLACED'
                AND undo_expire_time > $7
                AND (
                    before_recovery_time IS NULL
                    OR before_recovery_time <= confirm_time
                )
        ),
        contact AS (
            SELECT DISTINCT ON (kind, value_index)
                account_id,
                kind,
                value,
                replaced_by,
                recovery_start_time,
                recovery_end_time
            FROM candidate
            ORDER BY
                kind,
                value_index,
                recovery_end_time DESC NULLS FIRST
        )
        SELECT
            person.data_key AS \"data_key!\",
            person.contacts_version AS \"contacts_version!\",
            contact.kind AS \"kind!\",
            contact.value AS \"value!\",
            contact.replaced_by,
            contact.recovery_start_time AS \"recovery_start_time!\",
            contact.recovery_end_time
        FROM person
        INNER JOIN contact USING (account_id)
        ORDER BY
            contact.kind DESC,
            contact.replaced_by NULLS FIRST",
        account_id.uuid(),
        access.id,
        access.reader,
        access.purpose.as_str(),
        &fields,
        access.trace_id,
        access.time,
    )
    .fetch_all(pool)
    .await
}

fn contact(account_id: AccountId, row: Row) -> Result<ContactRow, CorruptRow> {
    Ok(ContactRow {
        kind: ContactKind::from_name(&row.kind).ok_or(CorruptRow {
            table: "profile.contact_point",
            column: "kind",
            row: account_id.uuid(),
        })?,
        value: row.value,
        replaced_by: row.replaced_by.map(ContactChangeId::from_uuid),
        recovery_start_time: row.recovery_start_time,
        recovery_end_time: row.recovery_end_time,
    })
}
