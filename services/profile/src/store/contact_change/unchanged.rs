//! Values that stand already: no changes, and counted like changes.

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::super::contact_point::standing::Standing;
use crate::domain::contact_change::Cause;

/// A value that stands already.
#[derive(Debug)]
pub(crate) struct Unchanged<'a> {
    /// Id.
    pub(crate) id: ContactChangeId,
    /// Account.
    pub(crate) account_id: AccountId,
    /// Kind of the contact.
    pub(crate) kind: ContactKind,
    /// What a change would have done.
    pub(crate) cause: Cause,
    /// Key that the secret of codes is derived with.
    pub(crate) code_kid: &'a str,
    /// What stands.
    pub(crate) standing: &'a Standing,
}

/// Writes it as a change that was superseded at once: whoever guesses what stands spends what bounds
/// changes.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    unchanged: &Unchanged<'_>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let standing = unchanged.standing;
    sqlx::query!(
        "INSERT INTO profile.contact_change (
            account_id,
            change_id,
            kind,
            cause,
            state,
            code_kid,
            code_number,
            before_confirm_time,
            before_recovery_time,
            before_create_time,
            create_time,
            expire_time,
            end_time
        )
        VALUES ($1, $2, $3, $4, 'SUPERSEDED', $5, 1, $6, $7, $8, $9, $9, $9)",
        unchanged.account_id.uuid(),
        unchanged.id.uuid(),
        unchanged.kind.as_str(),
        unchanged.cause.as_str(),
        unchanged.code_kid,
        standing.confirm_time,
        standing.recovery_time,
        standing.create_time,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}
