//! Devices that have logged in.

use kabinet_env::id::{AccountId, SessionId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use super::lookup::DeviceStanding;

/// Most devices that an account keeps; a forgotten one goes first, then the one that was used longest
/// ago, to log in or by a session that it still has.
const MAX_DEVICES: i64 = 32;

/// Remembers the device, and tells how it stood before: one that the login's look-up found known may
/// have made room since.
pub(crate) async fn remember(
    connection: &mut PgConnection,
    account_id: AccountId,
    device_hash: &[u8],
    now: OffsetDateTime,
) -> Result<DeviceStanding, Error> {
    let was_known = sqlx::query_scalar!(
        r#"WITH known AS (
             SELECT
             FROM identity.known_device
             WHERE account_id = $1
               AND device_hash = $2
               AND forgotten_time IS NULL
         ), in_use AS (
             SELECT
                 device_hash,
                 max(last_use_time) AS last_use_time
             FROM identity.session
             WHERE account_id = $1
               AND end_time IS NULL
             GROUP BY device_hash
         ), surplus AS (
             DELETE FROM identity.known_device
             WHERE account_id = $1
               AND device_hash IN (
                   SELECT device.device_hash
                   FROM identity.known_device AS device
                   LEFT JOIN in_use USING (device_hash)
                   WHERE device.account_id = $1
                     AND device.device_hash <> $2
                   ORDER BY
                       device.forgotten_time IS NOT NULL,
                       GREATEST(device.last_use_time, in_use.last_use_time) DESC,
                       device.device_hash
                   OFFSET $4
               )
         )
         INSERT INTO identity.known_device (
             account_id,
             device_hash,
             create_time,
             last_use_time
         )
         VALUES ($1, $2, $3, $3)
         ON CONFLICT ON CONSTRAINT known_device_pkey DO UPDATE
         SET last_use_time = EXCLUDED.last_use_time
         RETURNING EXISTS (SELECT FROM known) AS "was_known!""#,
        account_id.uuid(),
        device_hash,
        now,
        MAX_DEVICES - 1,
    )
    .fetch_one(connection)
    .await?;
    Ok(if was_known {
        DeviceStanding::Known
    } else {
        DeviceStanding::Unknown
    })
}

/// Forgets every device of the account but the one that the session began on.
pub(crate) async fn forget_others(
    connection: &mut PgConnection,
    account_id: AccountId,
    session_id: SessionId,
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM identity.known_device AS device
         USING identity.session
         WHERE device.account_id = $1
           AND session.account_id = device.account_id
           AND session.id = $2
           AND session.device_hash <> device.device_hash",
        account_id.uuid(),
        session_id.uuid(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets every device of the account: each logs in like a new one, and still recovers access
/// apart from strangers.
pub(crate) async fn forget_all(
    connection: &mut PgConnection,
    account_id: AccountId,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.known_device
         SET forgotten_time = $2
         WHERE account_id = $1
           AND forgotten_time IS NULL",
        account_id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}
