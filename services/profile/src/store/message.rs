//! What a message of a notice is made of.

use kabinet_domain::{ContactKind, Language};
use kabinet_env::id::{AccountId, ContactChangeId, NoticeId};
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Error, access_log, language,
    notice::{SubjectColumns, TABLE},
    preference,
};
use crate::domain::{access::Access, notice::Subject};

/// A notice with the contact that it goes to, and the key that opens both.
#[derive(Debug)]
pub(crate) struct MessageRow {
    /// What the notice is about.
    pub(crate) subject: Subject,
    /// When it happened.
    pub(crate) occur_time: OffsetDateTime,
    /// Language of the call that caused it.
    pub(crate) notice_language: Language,
    /// Language that the person prefers.
    pub(crate) preferred_language: Option<Language>,
    /// Wrapped key of the account.
    pub(crate) data_key: Vec<u8>,
    /// Sealed personal data: the region is among them.
    pub(crate) personal_data: Vec<u8>,
    /// Sealed contact.
    pub(crate) contact: Vec<u8>,
    /// Change that has replaced the contact and holds it; none for one that stands.
    pub(crate) replaced_by: Option<ContactChangeId>,
}

/// Which contact a message goes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Addressee {
    /// Kind.
    pub(crate) kind: ContactKind,
    /// Change that had replaced it when the notice came.
    pub(crate) replaced_by: Option<ContactChangeId>,
}

/// The row as the statement returns it.
struct Row {
    subject: String,
    session_id: Option<Uuid>,
    link_id: Option<Uuid>,
    service_kind: Option<String>,
    unlink_cause: Option<String>,
    recovery_id: Option<Uuid>,
    change_id: Option<Uuid>,
    contact_kind: Option<String>,
    access_end_cause: Option<String>,
    occur_time: OffsetDateTime,
    notice_language: String,
    preferred_language: Option<String>,
    data_key: Vec<u8>,
    personal_data: Vec<u8>,
    contact: Vec<u8>,
    replaced_by: Option<Uuid>,
}

/// Reads what a message needs and notes the reading, in one statement. There is nothing to read
/// where the notice is gone, happened before a time or has left its place to a later one, or where
/// the contact is not confirmed (any more). What was replaced since the notice came is still what is
/// told, as long as the change can be taken back: a thief replaces contacts to keep them from hearing.
/// A reading with the id of an earlier one is that one again.
pub(crate) async fn read(
    pool: &PgPool,
    account_id: AccountId,
    notice_id: NoticeId,
    addressee: Addressee,
    happened_after: OffsetDateTime,
    access: &Access,
) -> Result<Option<MessageRow>, Error> {
    let selected = select(
        pool,
        account_id,
        notice_id,
        addressee,
        happened_after,
        access,
    );
    let row = selected.await?;
    row.map(|row| message(account_id, row)).transpose()
}

#[expect(
    clippy::too_many_lines,
    reason = "one literal statement, so that nothing is read without being noted"
)]
async fn select(
    pool: &PgPool,
    account_id: AccountId,
    notice_id: NoticeId,
    addressee: Addressee,
    happened_after: OffsetDateTime,
    access: &Access,
) -> Result<Option<Row>, sqlx::Error> {
    let fields = access_log::fields(access);
    sqlx::query_as!(
        Row,
        "WITH message AS (
            SELECT
                notice.subject,
                notice.session_id,
                notice.link_id,
                notice.service_kind,
                notice.unlink_cause,
                notice.recovery_id,
                notice.change_id,
                notice.contact_kind,
                notice.access_end_cause,
                notice.occur_time,
                notice.language AS notice_language,
                preference.language AS preferred_language,
                person.data_key,
                person.personal_data,
                COALESCE(replaced.before_value, contact_point.value) AS contact,
                replaced.change_id AS replaced_by
            FROM profile.notice
            INNER JOIN profile.person USING (account_id)
            INNER JOIN profile.contact_point USING (account_id)
            LEFT JOIN profile.preference USING (account_id)
            LEFT JOIN LATERAL (
                SELECT
                    contact_change.change_id,
                    contact_change.before_value
                FROM profile.contact_change
                WHERE
                    contact_change.account_id = $1
                    AND contact_change.kind = $4
                    AND contact_change.cause = 'REPLACED'
                    AND contact_change.state = 'CONFIRMED'
                    AND CASE
                        WHEN $11::uuid IS NULL
                            THEN contact_change.confirm_time > notice.create_time
                        ELSE contact_change.change_id = $11
                    END
                ORDER BY contact_change.confirm_time
                LIMIT 1
            ) AS replaced ON TRUE
            WHERE
                account_id = $1
                AND notice.notice_id = $2
                AND notice.send_time IS NOT NULL
                AND notice.occur_time > $3
                AND contact_point.kind = $4
                AND contact_point.state = 'CONFIRMED'
                AND ($11::uuid IS NULL OR replaced.change_id IS NOT NULL)
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
                $5,
                $6,
                $7,
                $8,
                $9,
                $10
            FROM message
            ON CONFLICT ON CONSTRAINT access_log_pkey DO NOTHING
        )
        SELECT
            subject AS \"subject!\",
            session_id,
            link_id,
            service_kind,
            unlink_cause,
            recovery_id,
            change_id,
            contact_kind,
            access_end_cause,
            occur_time AS \"occur_time!\",
            notice_language AS \"notice_language!\",
            preferred_language,
            data_key AS \"data_key!\",
            personal_data AS \"personal_data!\",
            contact AS \"contact!\",
            replaced_by AS \"replaced_by?\"
        FROM message",
        account_id.uuid(),
        notice_id.uuid(),
        happened_after,
        addressee.kind.as_str(),
        access.id,
        access.reader,
        access.purpose.as_str(),
        &fields,
        access.trace_id,
        access.time,
        addressee.replaced_by.map(ContactChangeId::uuid),
    )
    .fetch_optional(pool)
    .await
}

fn message(account_id: AccountId, row: Row) -> Result<MessageRow, Error> {
    let columns = SubjectColumns {
        subject: row.subject,
        session_id: row.session_id,
        link_id: row.link_id,
        service_kind: row.service_kind,
        unlink_cause: row.unlink_cause,
        recovery_id: row.recovery_id,
        change_id: row.change_id,
        contact_kind: row.contact_kind,
        access_end_cause: row.access_end_cause,
    };
    let preferred = |tag: &str| language::read(account_id, preference::TABLE, tag);
    Ok(MessageRow {
        subject: columns.read(account_id)?,
        occur_time: row.occur_time,
        notice_language: language::read(account_id, TABLE, &row.notice_language)?,
        preferred_language: row
            .preferred_language
            .as_deref()
            .map(preferred)
            .transpose()?,
        data_key: row.data_key,
        personal_data: row.personal_data,
        contact: row.contact,
        replaced_by: row.replaced_by.map(ContactChangeId::from_uuid),
    })
}
