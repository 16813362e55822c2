//! Moments that follow what stands in the tables, whatever the clocks of the service's instances say.
//! Whoever asks holds the person.

use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

/// Returns now, or else the first moment after every notice and every confirmed change of an account:
/// a message that waits goes to what stood when its notice came.
pub(crate) async fn of_confirmation(
    connection: &mut PgConnection,
    account_id: AccountId,
    now: OffsetDateTime,
) -> Result<OffsetDateTime, sqlx::Error> {
    sqlx::query_scalar!(
        "SELECT GREATEST(
            $2::timestamptz,
            (
                SELECT max(create_time) + interval '1 microsecond'
                FROM profile.notice
                WHERE account_id = $1
            ),
            (
                SELECT max(confirm_time) + interval '1 microsecond'
                FROM profile.contact_change
                WHERE account_id = $1
            )
        ) AS \"moment!\"",
        account_id.uuid(),
        now,
    )
    .fetch_one(connection)
    .await
}

/// Returns now, or else the moment of the last confirmed change of an account: a notice that comes
/// after a change never goes to what it replaced instead.
pub(crate) async fn of_notice(
    connection: &mut PgConnection,
    account_id: AccountId,
    now: OffsetDateTime,
) -> Result<OffsetDateTime, sqlx::Error> {
    sqlx::query_scalar!(
        "SELECT GREATEST(
            $2::timestamptz,
            (
                SELECT max(confirm_time)
                FROM profile.contact_change
                WHERE account_id = $1
            )
        ) AS \"moment!\"",
        account_id.uuid(),
        now,
    )
    .fetch_one(connection)
    .await
}
