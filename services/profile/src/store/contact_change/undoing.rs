//! Changes that are taken back.

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{
    super::{Error, contact_point::standing::Standing},
    corrupt, kind, state,
};
use crate::domain::contact_change::ChangeState;

/// Whether a change can be taken back.
#[derive(Debug)]
pub(crate) struct Undoable {
    /// State.
    pub(crate) state: ChangeState,
    /// Until when it can be taken back.
    pub(crate) undo_expire_time: Option<OffsetDateTime>,
    /// When the first change of its kind was confirmed that can be taken back too.
    pub(crate) chain_time: Option<OffsetDateTime>,
}

/// A change that is taken back, with what stood before it.
#[derive(Debug)]
pub(crate) struct UndoneRow {
    /// Id.
    pub(crate) id: ContactChangeId,
    /// Kind of the contact.
    pub(crate) kind: ContactKind,
    /// State until then.
    pub(crate) state: ChangeState,
    /// What stood before it, sealed for it.
    pub(crate) before: Standing,
}

/// Reads a change of a person who is held, and where its chain begins: a change that can still be taken
/// back when another follows has put a contact on probation in that one's place.
pub(crate) async fn find(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: ContactChangeId,
    now: OffsetDateTime,
) -> Result<Option<Undoable>, Error> {
    let row = sqlx::query!(
        "SELECT
            change.state,
            change.undo_expire_time,
            (
                SELECT min(chain.confirm_time)
                FROM profile.contact_change AS chain
                WHERE
                    chain.account_id = change.account_id
                    AND chain.kind = change.kind
                    AND chain.state = 'CONFIRMED'
                    AND chain.undo_expire_time > $3
            ) AS chain_time
        FROM profile.contact_change AS change
        WHERE
            change.account_id = $1
            AND change.change_id = $2",
        account_id.uuid(),
        id.uuid(),
        now,
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(Undoable {
        state: state(account_id, &row.state)?,
        undo_expire_time: row.undo_expire_time,
        chain_time: row.chain_time,
    }))
}

/// Tells whether a change of an account was taken back at a time or later.
pub(crate) async fn happened_since(
    connection: &mut PgConnection,
    account_id: AccountId,
    time: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        "SELECT EXISTS (
            SELECT
            FROM profile.contact_change
            WHERE
                account_id = $1
                AND state = 'UNDONE'
                AND end_time >= $2
        ) AS \"happened!\"",
        account_id.uuid(),
        time,
    )
    .fetch_one(connection)
    .await
}

/// Reads what was confirmed from a time on, the earliest first, and then what waits: the changes that
/// [`undo`] ends. Keeps the sweeper from them.
pub(crate) async fn since(
    connection: &mut PgConnection,
    account_id: AccountId,
    confirmed: OffsetDateTime,
) -> Result<Vec<UndoneRow>, Error> {
    let rows = sqlx::query!(
        "SELECT
            change_id,
            kind,
            state,
            before_value,
            before_value_index,
            before_confirm_time,
            before_recovery_time,
            before_create_time
        FROM profile.contact_change
        WHERE
            account_id = $1
            AND (
                state = 'CONFIRMED' AND confirm_time >= $2
                OR state = 'PENDING'
            )
        ORDER BY
            confirm_time NULLS LAST,
            change_id
        FOR UPDATE",
        account_id.uuid(),
        confirmed,
    )
    .fetch_all(connection)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let sealed =
            |column: Option<Vec<u8>>| column.ok_or_else(|| corrupt(account_id, "before_value"));
        Ok(UndoneRow {
            id: ContactChangeId::from_uuid(row.change_id),
            kind: kind(account_id, &row.kind)?,
            state: state(account_id, &row.state)?,
            before: Standing {
                value: sealed(row.before_value)?,
                value_index: sealed(row.before_value_index)?,
                confirm_time: row.before_confirm_time,
                recovery_time: row.before_recovery_time,
                create_time: row.before_create_time,
            },
        })
    });
    rows.collect()
}

/// Takes back what was confirmed from a time on, and forgets what waits.
pub(crate) async fn undo(
    connection: &mut PgConnection,
    account_id: AccountId,
    confirmed: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE profile.contact_change
        SET
            state = CASE state WHEN 'CONFIRMED' THEN 'UNDONE' ELSE 'SUPERSEDED' END,
            value = NULL,
            value_index = NULL,
            verification = NULL,
            before_value = NULL,
            before_value_index = NULL,
            end_time = $3
        WHERE
            account_id = $1
            AND (
                state = 'CONFIRMED' AND confirm_time >= $2
                OR state = 'PENDING'
            )",
        account_id.uuid(),
        confirmed,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}
