//! What people were told.

mod columns;

use kabinet_env::id::{AccountId, NoticeId};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::{Error, language};
use crate::domain::notice::{InboxItem, Notice, SubjectKind};
pub(super) use columns::SubjectColumns;

/// Table, as errors name it.
pub(super) const TABLE: &str = "profile.notice";

/// Writes a notice into its account's inbox.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    id: NoticeId,
    notice: &Notice,
    send_time: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let columns = SubjectColumns::from(&notice.subject);
    sqlx::query!(
        "INSERT INTO profile.notice (
            account_id,
            notice_id,
            subject,
            session_id,
            link_id,
            service_kind,
            unlink_cause,
            recovery_id,
            change_id,
            contact_kind,
            access_end_cause,
            language,
            send_time,
            occur_time,
            create_time
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        notice.account_id.uuid(),
        id.uuid(),
        columns.subject,
        columns.session_id,
        columns.link_id,
        columns.service_kind,
        columns.unlink_cause,
        columns.recovery_id,
        columns.change_id,
        columns.contact_kind,
        columns.access_end_cause,
        notice.language.as_str(),
        send_time,
        notice.occur_time,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads when messages of one kind were due to an account after a time and not after now, the
/// earliest first.
pub(crate) async fn send_times(
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: SubjectKind,
    after: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<Vec<OffsetDateTime>, sqlx::Error> {
    sqlx::query_scalar!(
        "SELECT send_time AS \"send_time!\"
        FROM profile.notice
        WHERE
            account_id = $1
            AND subject = $2
            AND send_time > $3
            AND send_time <= $4
        ORDER BY send_time",
        account_id.uuid(),
        kind.as_str(),
        after,
        now,
    )
    .fetch_all(connection)
    .await
}

/// Leaves to the inbox what waits to be sent to an account of one kind.
pub(crate) async fn withdraw_waiting(
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: SubjectKind,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE profile.notice
        SET send_time = NULL
        WHERE
            account_id = $1
            AND subject = $2
            AND send_time > $3",
        account_id.uuid(),
        kind.as_str(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads up to `limit` notices of an account, the newest first, all older than `before`.
pub(crate) async fn list(
    pool: &PgPool,
    account_id: AccountId,
    before: NoticeId,
    now: OffsetDateTime,
    limit: i64,
) -> Result<Vec<InboxItem>, Error> {
    let rows = sqlx::query!(
        "SELECT
            notice_id,
            subject,
            session_id,
            link_id,
            service_kind,
            unlink_cause,
            recovery_id,
            change_id,
            contact_kind,
            access_end_cause,
            language,
            COALESCE(send_time <= $3, FALSE) AS \"sent!\",
            occur_time,
            create_time
        FROM profile.notice
        WHERE
            account_id = $1
            AND notice_id < $2
        ORDER BY notice_id DESC
        LIMIT $4",
        account_id.uuid(),
        before.uuid(),
        now,
        limit,
    )
    .fetch_all(pool)
    .await?;
    let items = rows.into_iter().map(|row| {
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
        Ok(InboxItem {
            id: NoticeId::from_uuid(row.notice_id),
            notice: Notice {
                account_id,
                language: language::read(account_id, TABLE, &row.language)?,
                subject: columns.read(account_id)?,
                occur_time: row.occur_time,
            },
            create_time: row.create_time,
            sent: row.sent,
        })
    });
    items.collect()
}

/// Deletes up to `limit` notices from before a time.
pub(crate) async fn sweep(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let swept = sqlx::query!(
        "DELETE FROM profile.notice
        WHERE ctid = ANY (ARRAY (
            SELECT ctid
            FROM profile.notice
            WHERE create_time < $1
            ORDER BY create_time
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
