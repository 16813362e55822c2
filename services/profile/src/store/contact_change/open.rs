//! A change that waits for its confirmation, or has it.

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId};
use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

use super::{
    super::{Error, contact_point::standing::Standing},
    cause, corrupt, state,
};
use crate::domain::contact_change::{Cause, ChangeState};

/// A change as it stands in its row, with the key that opens it.
#[derive(Debug)]
pub(crate) struct ChangeRow {
    /// Id.
    pub(crate) id: ContactChangeId,
    /// Wrapped key of the account.
    pub(crate) data_key: Vec<u8>,
    /// What it does.
    pub(crate) cause: Cause,
    /// State: it waits, or is confirmed.
    pub(crate) state: ChangeState,
    /// Sealed new value.
    pub(crate) value: Vec<u8>,
    /// Blind index of the new value.
    pub(crate) value_index: Vec<u8>,
    /// Key that the secret of its codes is derived with.
    pub(crate) code_kid: String,
    /// Number of its newest code.
    pub(crate) code_number: i32,
    /// Sealed handle of the code that is out.
    pub(crate) verification: Option<Vec<u8>>,
    /// What stood when it was made, sealed for it.
    pub(crate) before: Standing,
}

/// Finds the newest change of a kind that waits, or else that is confirmed and can be taken back.
pub(crate) async fn newest(
    executor: impl PgExecutor<'_>,
    account_id: AccountId,
    kind: ContactKind,
    now: OffsetDateTime,
) -> Result<Option<ChangeRow>, Error> {
    let row = sqlx::query!(
        "SELECT
            contact_change.change_id,
            person.data_key,
            contact_change.cause,
            contact_change.state,
            contact_change.value,
            contact_change.value_index,
            contact_change.code_kid,
            contact_change.code_number,
            contact_change.verification,
            contact_change.before_value,
            contact_change.before_value_index,
            contact_change.before_confirm_time,
            contact_change.before_recovery_time,
            contact_change.before_create_time
        FROM profile.contact_change
        INNER JOIN profile.person USING (account_id)
        WHERE
            contact_change.account_id = $1
            AND contact_change.kind = $2
            AND (
                contact_change.state = 'PENDING' AND contact_change.expire_time > $3
                OR contact_change.state = 'CONFIRMED' AND contact_change.undo_expire_time > $3
            )
        ORDER BY
            contact_change.state = 'PENDING' DESC,
            contact_change.confirm_time DESC
        LIMIT 1",
        account_id.uuid(),
        kind.as_str(),
        now,
    )
    .fetch_optional(executor)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let sealed = |column: Option<Vec<u8>>| column.ok_or_else(|| corrupt(account_id, "value"));
    Ok(Some(ChangeRow {
        id: ContactChangeId::from_uuid(row.change_id),
        data_key: row.data_key,
        cause: cause(account_id, &row.cause)?,
        state: state(account_id, &row.state)?,
        value: sealed(row.value)?,
        value_index: sealed(row.value_index)?,
        code_kid: row.code_kid,
        code_number: row.code_number,
        verification: row.verification,
        before: Standing {
            value: sealed(row.before_value)?,
            value_index: sealed(row.before_value_index)?,
            confirm_time: row.before_confirm_time,
            recovery_time: row.before_recovery_time,
            create_time: row.before_create_time,
        },
    }))
}

/// Notes the code that is out for a change that waits; tells whether it still does, and has no later
/// code.
pub(crate) async fn set_code(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: ContactChangeId,
    number: i32,
    verification: &[u8],
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let set = sqlx::query!(
        "UPDATE profile.contact_change
        SET
            code_number = $3,
            verification = $4
        WHERE
            account_id = $1
            AND change_id = $2
            AND state = 'PENDING'
            AND expire_time > $5
            AND code_number <= $3",
        account_id.uuid(),
        id.uuid(),
        number,
        verification,
        now,
    )
    .execute(connection)
    .await?;
    Ok(set.rows_affected() == 1)
}
