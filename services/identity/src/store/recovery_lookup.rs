//! The one statement that finds an account to recover, whoever it is for.

use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use super::lookup::DeviceStanding;
use crate::domain::identifier::Identifier;
use crate::vault::Indexes;

/// An account that somebody wants to get into.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) account_id: AccountId,
    /// Known, too, where it was forgotten: it may be the owner's only way past strangers.
    pub(crate) device: DeviceStanding,
}

/// Finds the account of a login name, or of a contact that recovers access now.
pub(crate) async fn find(
    connection: &mut PgConnection,
    identifier: &Identifier,
    indexes: &Indexes,
    device_hash: Option<&[u8]>,
    now: OffsetDateTime,
) -> Result<Option<Found>, Error> {
    let none = Vec::new();
    let (logins, contacts) = match identifier {
        Identifier::Login(_) => (&indexes.all, &none),
        Identifier::Mobile(_) | Identifier::Email(_) => (&none, &indexes.all),
    };
    let row = sqlx::query!(
        r#"SELECT
             account.id,
             device.device_hash IS NOT NULL AS "device_is_known!"
         FROM (
             SELECT holder_id AS account_id
             FROM identity.login_name
             WHERE login_key = ANY ($1)
               AND holder = 'ACCOUNT'
             UNION ALL
             SELECT account_id
             FROM identity.login_identifier
             WHERE identifier_index = ANY ($2)
               AND (recovery_start_time IS NULL OR recovery_start_time <= $4)
               AND (recovery_end_time IS NULL OR recovery_end_time > $4)
         ) AS holder
         JOIN identity.account
             ON account.id = holder.account_id
         LEFT JOIN identity.known_device AS device
             ON device.account_id = account.id
            AND device.device_hash = $3
         LIMIT 1"#,
        logins,
        contacts,
        device_hash,
        now,
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Found {
        account_id: AccountId::from_uuid(row.id),
        device: if row.device_is_known {
            DeviceStanding::Known
        } else {
            DeviceStanding::Unknown
        },
    }))
}
