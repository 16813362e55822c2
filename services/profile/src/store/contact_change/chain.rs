//! Changes of one kind that follow each other while they can be taken back: they are taken back
//! together, and what stood before the first of them is what the owner had.

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{super::Error, kind as read_kind};
use crate::domain::contact_change::UNDO_WINDOW;

/// Lets the changes of a kind that can be taken back be so for as long as one that is made now: the
/// owner may get no other message than that one's.
pub(crate) async fn prolong(
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: ContactKind,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE profile.contact_change
        SET undo_expire_time = $4
        WHERE
            account_id = $1
            AND kind = $2
            AND state = 'CONFIRMED'
            AND undo_expire_time > $3",
        account_id.uuid(),
        kind.as_str(),
        now,
        now + UNDO_WINDOW,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Tells whether a contact, by what its index may be, is the one that the chain of its kind began with
/// and that recovered access by then.
pub(crate) async fn began_with(
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: ContactKind,
    candidates: &[Vec<u8>],
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let began = sqlx::query_scalar!(
        "SELECT
            cause = 'REPLACED'
            AND before_value_index = ANY ($3)
            AND (
                before_recovery_time IS NULL
                OR before_recovery_time <= confirm_time
            ) AS \"began!\"
        FROM profile.contact_change
        WHERE
            account_id = $1
            AND kind = $2
            AND state = 'CONFIRMED'
            AND undo_expire_time > $4
        ORDER BY confirm_time
        LIMIT 1",
        account_id.uuid(),
        kind.as_str(),
        candidates,
        now,
    )
    .fetch_optional(connection)
    .await?;
    Ok(began.unwrap_or(false))
}

/// Lets every change that can be taken back be so for as long as one that is made now; returns the
/// newest one of each kind.
pub(crate) async fn renew(
    connection: &mut PgConnection,
    account_id: AccountId,
    now: OffsetDateTime,
) -> Result<Vec<(ContactKind, ContactChangeId)>, Error> {
    let rows = sqlx::query!(
        "WITH renewed AS (
            UPDATE profile.contact_change
            SET undo_expire_time = $3
            WHERE
                account_id = $1
                AND state = 'CONFIRMED'
                AND undo_expire_time > $2
            RETURNING
                kind,
                change_id,
                confirm_time
        )
        SELECT DISTINCT ON (kind)
            kind,
            change_id
        FROM renewed
        ORDER BY
            kind,
            confirm_time DESC",
        account_id.uuid(),
        now,
        now + UNDO_WINDOW,
    )
    .fetch_all(connection)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let kind = read_kind(account_id, &row.kind)?;
        Ok((kind, ContactChangeId::from_uuid(row.change_id)))
    });
    rows.collect()
}
