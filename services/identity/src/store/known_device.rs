//! Devices that have logged in.

use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;

/// Most devices that an account keeps; the one that was used longest ago goes first.
const MAX_DEVICES: i64 = 32;

/// Remembers the device.
pub(crate) async fn remember(
    connection: &mut PgConnection,
    account_id: AccountId,
    device_hash: &[u8],
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "WITH surplus AS (
             DELETE FROM identity.known_device
             WHERE account_id = $1
               AND device_hash IN (
                   SELECT device_hash
                   FROM identity.known_device
                   WHERE account_id = $1
                     AND device_hash <> $2
                   ORDER BY last_use_time DESC, device_hash
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
         SET last_use_time = EXCLUDED.last_use_time",
        account_id.uuid(),
        device_hash,
        now,
        MAX_DEVICES - 1,
    )
    .execute(connection)
    .await?;
    Ok(())
}
