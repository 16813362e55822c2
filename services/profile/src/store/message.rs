//! What a message of a notice is made of.

use kabinet_domain::{ContactKind, Language};
use kabinet_env::id::{AccountId, NoticeId};
use sqlx::PgPool;
use time::OffsetDateTime;

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
}

/// Reads what a message needs and notes the reading, in one statement. There is nothing to read
/// where the notice is gone, happened before a time or has left its place to a later one, or where
/// the contact is not confirmed (any more).
/// A reading with the id of an earlier one is that one again.
pub(crate) async fn read(
    pool: &PgPool,
    account_id: AccountId,
    notice_id: NoticeId,
    kind: ContactKind,
    happened_after: OffsetDateTime,
    access: &Access,
) -> Result<Option<MessageRow>, Error> {
    let fields = access_log::fields(access);
    let row = sqlx::query!(
        "WITH message AS (
            SELECT
                notice.subject,
                notice.session_id,
                notice.link_id,
                notice.service_kind,
                notice.unlink_cause,
                notice.occur_time,
                notice.language AS notice_language,
                preference.language AS preferred_language,
                person.data_key,
                person.personal_data,
                contact_point.value AS contact
            FROM profile.notice
            INNER JOIN profile.person USING (account_id)
            INNER JOIN profile.contact_point USING (account_id)
            LEFT JOIN profile.preference USING (account_id)
            WHERE
                account_id = $1
                AND notice.notice_id = $2
                AND notice.send_time IS NOT NULL
                AND notice.occur_time > $3
                AND contact_point.kind = $4
                AND contact_point.state = 'CONFIRMED'
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
            occur_time AS \"occur_time!\",
            notice_language AS \"notice_language!\",
            preferred_language,
            data_key AS \"data_key!\",
            personal_data AS \"personal_data!\",
            contact AS \"contact!\"
        FROM message",
        account_id.uuid(),
        notice_id.uuid(),
        happened_after,
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
    let columns = SubjectColumns {
        subject: row.subject,
        session_id: row.session_id,
        link_id: row.link_id,
        service_kind: row.service_kind,
        unlink_cause: row.unlink_cause,
    };
    let preferred = |tag: &str| language::read(account_id, preference::TABLE, tag);
    Ok(Some(MessageRow {
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
    }))
}
