//! Contacts that may be told of something.

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{CorruptRow, Error};
use crate::domain::recipient::{Recipient, Trust};

/// Reads the contacts of an account that stand confirmed, and those that were replaced a short while
/// ago; one that came back is read once.
pub(crate) async fn list(
    connection: &mut PgConnection,
    account_id: AccountId,
    now: OffsetDateTime,
) -> Result<Vec<Recipient>, Error> {
    let rows = sqlx::query!(
        "WITH candidate AS (
            SELECT
                kind,
                value_index,
                NULL::uuid AS replaced_by,
                recovery_time IS NULL OR recovery_time <= $2 AS recovers,
                NULL::timestamptz AS end_time
            FROM profile.contact_point
            WHERE
                account_id = $1
                AND state = 'CONFIRMED'
            UNION ALL
            SELECT
                kind,
                before_value_index,
                change_id,
                before_recovery_time IS NULL OR before_recovery_time <= confirm_time,
                undo_expire_time
            FROM profile.contact_change
            WHERE
                account_id = $1
                AND state = 'CONFIRMED'
                AND cause = 'REPLACED'
                AND undo_expire_time > $2
        )
        SELECT DISTINCT ON (kind, value_index)
            kind AS \"kind!\",
            replaced_by,
            recovers AS \"recovers!\"
        FROM candidate
        ORDER BY
            kind,
            value_index,
            recovers DESC,
            end_time DESC NULLS FIRST",
        account_id.uuid(),
        now,
    )
    .fetch_all(connection)
    .await?;
    let recipients = rows.into_iter().map(|row| {
        let kind = ContactKind::from_name(&row.kind).ok_or(CorruptRow {
            table: "profile.contact_point",
            column: "kind",
            row: account_id.uuid(),
        })?;
        Ok(Recipient {
            kind,
            replaced_by: row.replaced_by.map(ContactChangeId::from_uuid),
            trust: if row.recovers {
                Trust::Recovers
            } else {
                Trust::OnProbation
            },
        })
    });
    recipients.collect()
}
