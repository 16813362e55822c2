//! One contact point as it stands, and as it stands from now on.

use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{super::Error, corrupt};
use crate::domain::contact_point::ContactPointState;

/// What a contact point holds; its state follows from whether it was proven.
#[derive(Debug)]
pub(crate) struct Standing {
    /// Sealed value.
    pub(crate) value: Vec<u8>,
    /// Blind index of the value.
    pub(crate) value_index: Vec<u8>,
    /// When it was proven.
    pub(crate) confirm_time: Option<OffsetDateTime>,
    /// From when on it recovers access, where that is later than its confirmation.
    pub(crate) recovery_time: Option<OffsetDateTime>,
    /// When the account got it.
    pub(crate) create_time: OffsetDateTime,
}

impl Standing {
    /// Returns the state.
    pub(crate) fn state(&self) -> ContactPointState {
        match self.confirm_time {
            Some(_) => ContactPointState::Confirmed,
            None => ContactPointState::Unconfirmed,
        }
    }
}

/// Reads a contact point of a person who is held.
pub(crate) async fn find(
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: ContactKind,
) -> Result<Standing, Error> {
    let found = sqlx::query_as!(
        Standing,
        "SELECT
            value,
            value_index,
            confirm_time,
            recovery_time,
            create_time
        FROM profile.contact_point
        WHERE
            account_id = $1
            AND kind = $2",
        account_id.uuid(),
        kind.as_str(),
    )
    .fetch_optional(connection)
    .await?;
    Ok(found.ok_or_else(|| corrupt(account_id, "kind"))?)
}

/// Puts something else in the place of what a contact point holds; whoever does so holds its person.
pub(crate) async fn put(
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: ContactKind,
    standing: &Standing,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE profile.contact_point
        SET
            value = $3,
            value_index = $4,
            state = $5,
            confirm_time = $6,
            recovery_time = $7,
            create_time = $8
        WHERE
            account_id = $1
            AND kind = $2",
        account_id.uuid(),
        kind.as_str(),
        standing.value,
        standing.value_index,
        standing.state().as_str(),
        standing.confirm_time,
        standing.recovery_time,
        standing.create_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets what is on probation in a contact point recover access from another time on.
pub(crate) async fn renew_probation(
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: ContactKind,
    now: OffsetDateTime,
    recovery_time: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE profile.contact_point
        SET recovery_time = $4
        WHERE
            account_id = $1
            AND kind = $2
            AND state = 'CONFIRMED'
            AND recovery_time > $3",
        account_id.uuid(),
        kind.as_str(),
        now,
        recovery_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps other accounts from confirming a contact until the transaction ends, and counts those that
/// have after a time, by what its index may be.
pub(crate) async fn count_other_accounts(
    connection: &mut PgConnection,
    account_id: AccountId,
    value_index: &[u8; 32],
    candidates: &[Vec<u8>],
    confirmed_after: OffsetDateTime,
) -> Result<i64, sqlx::Error> {
    let (key, _) = value_index.split_at(8);
    let key = i64::from_be_bytes(key.try_into().expect("an index has 32 bytes"));
    sqlx::query_scalar!("SELECT pg_advisory_xact_lock($1)", key)
        .fetch_one(&mut *connection)
        .await?;
    sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\"
        FROM profile.contact_point
        WHERE
            value_index = ANY ($2)
            AND state = 'CONFIRMED'
            AND confirm_time > $3
            AND account_id <> $1",
        account_id.uuid(),
        candidates,
        confirmed_after,
    )
    .fetch_one(connection)
    .await
}
