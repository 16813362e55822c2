//! Changes of contacts.

pub(crate) mod chain;
pub(crate) mod ending;
pub(crate) mod open;
pub(crate) mod unchanged;
pub(crate) mod undoing;

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{CorruptRow, contact_point::standing::Standing};
use crate::domain::contact_change::{Cause, ChangeState, REPLACEMENT_LIFETIME, UNDO_WINDOW};

/// Table, as errors name it.
const TABLE: &str = "profile.contact_change";

/// A change to write.
#[derive(Debug)]
pub(crate) struct NewChange<'a> {
    /// Id.
    pub(crate) id: ContactChangeId,
    /// Account.
    pub(crate) account_id: AccountId,
    /// Kind of the contact.
    pub(crate) kind: ContactKind,
    /// What it does.
    pub(crate) cause: Cause,
    /// Sealed new value.
    pub(crate) value: &'a [u8],
    /// Blind index of the new value.
    pub(crate) value_index: [u8; 32],
    /// Key that the secret of its codes is derived with.
    pub(crate) code_kid: &'a str,
    /// What stands until then, sealed for this change.
    pub(crate) before: &'a Standing,
}

/// Reads when the changes of an account were made after a time and since the last one was taken back,
/// the earliest first.
pub(crate) async fn create_times(
    connection: &mut PgConnection,
    account_id: AccountId,
    after: OffsetDateTime,
) -> Result<Vec<OffsetDateTime>, sqlx::Error> {
    sqlx::query_scalar!(
        "SELECT create_time
        FROM profile.contact_change
        WHERE
            account_id = $1
            AND create_time > $2
            AND create_time > COALESCE(
                (
                    SELECT max(undone.end_time)
                    FROM profile.contact_change AS undone
                    WHERE
                        undone.account_id = $1
                        AND undone.state = 'UNDONE'
                ),
                '-infinity'
            )
        ORDER BY create_time",
        account_id.uuid(),
        after,
    )
    .fetch_all(connection)
    .await
}

/// Writes a change that waits for its confirmation; none of its kind may wait already.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    change: &NewChange<'_>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let before = change.before;
    sqlx::query!(
        "INSERT INTO profile.contact_change (
            account_id,
            change_id,
            kind,
            cause,
            state,
            value,
            value_index,
            code_kid,
            code_number,
            before_value,
            before_value_index,
            before_confirm_time,
            before_recovery_time,
            before_create_time,
            create_time,
            expire_time
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11, $12, $13, $14, $15)",
        change.account_id.uuid(),
        change.id.uuid(),
        change.kind.as_str(),
        change.cause.as_str(),
        ChangeState::Pending.as_str(),
        change.value,
        change.value_index.as_slice(),
        change.code_kid,
        before.value,
        before.value_index,
        before.confirm_time,
        before.recovery_time,
        before.create_time,
        now,
        now + REPLACEMENT_LIFETIME,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Confirms a change that waits; tells whether it did.
pub(crate) async fn confirm(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: ContactChangeId,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let confirmed = sqlx::query!(
        "UPDATE profile.contact_change
        SET
            state = 'CONFIRMED',
            confirm_time = $3,
            undo_expire_time = $4
        WHERE
            account_id = $1
            AND change_id = $2
            AND state = 'PENDING'
            AND expire_time > $3",
        account_id.uuid(),
        id.uuid(),
        now,
        now + UNDO_WINDOW,
    )
    .execute(connection)
    .await?;
    Ok(confirmed.rows_affected() == 1)
}

fn cause(account_id: AccountId, word: &str) -> Result<Cause, CorruptRow> {
    Cause::parse(word).ok_or_else(|| corrupt(account_id, "cause"))
}

fn state(account_id: AccountId, word: &str) -> Result<ChangeState, CorruptRow> {
    ChangeState::parse(word).ok_or_else(|| corrupt(account_id, "state"))
}

fn kind(account_id: AccountId, word: &str) -> Result<ContactKind, CorruptRow> {
    ContactKind::from_name(word).ok_or_else(|| corrupt(account_id, "kind"))
}

fn corrupt(account_id: AccountId, column: &'static str) -> CorruptRow {
    CorruptRow {
        table: TABLE,
        column,
        row: account_id.uuid(),
    }
}
