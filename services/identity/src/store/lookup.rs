//! The one statement of every login, whoever it is for.

use kabinet_env::id::AccountId;
use sqlx::PgConnection;

use super::Error;
use super::account::State;
use crate::domain::identifier::Identifier;
use crate::vault::Indexes;

/// An account that an identifier leads to.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) account_id: AccountId,
    pub(crate) state: State,
    pub(crate) epoch: i64,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) password_record: Option<String>,
    pub(crate) password: PasswordStanding,
    pub(crate) device: DeviceStanding,
    pub(crate) identifier: IdentifierStanding,
}

/// Whether the right password is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasswordStanding {
    Good,
    /// A recovery has to set a new one first.
    Void,
}

impl PasswordStanding {
    pub(super) fn read(reset_required: bool) -> Self {
        if reset_required {
            Self::Void
        } else {
            Self::Good
        }
    }
}

/// Whether a contact was found under the current index key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdentifierStanding {
    Current,
    Stale,
}

/// Whether the device of an attempt has logged in to the account before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceStanding {
    Known,
    Unknown,
}

/// Finds the account of an identifier, with everything that a login needs.
pub(crate) async fn find(
    connection: &mut PgConnection,
    identifier: &Identifier,
    indexes: &Indexes,
    device_hash: Option<&[u8]>,
) -> Result<Option<Found>, Error> {
    let none = Vec::new();
    let (logins, contacts) = match identifier {
        Identifier::Login(_) => (&indexes.all, &none),
        Identifier::Mobile(_) | Identifier::Email(_) => (&none, &indexes.all),
    };
    let row = sqlx::query!(
        r#"SELECT
             account.id,
             account.state,
             account.credential_epoch,
             account.data_key,
             account.password_reset_required,
             credential.record AS "record?",
             device.device_hash IS NOT NULL AS "device_is_known!",
             coalesce(holder.identifier_index <> $4, false) AS "identifier_is_stale!"
         FROM (
             SELECT
                 holder_id AS account_id,
                 NULL::bytea AS identifier_index
             FROM identity.login_name
             WHERE login_key = ANY ($1)
               AND holder = 'ACCOUNT'
             UNION ALL
             SELECT
                 account_id,
                 identifier_index
             FROM identity.login_identifier
             WHERE identifier_index = ANY ($2)
               AND logs_in
         ) AS holder
         JOIN identity.account
             ON account.id = holder.account_id
         LEFT JOIN identity.password_credential AS credential
             ON credential.account_id = account.id
         LEFT JOIN identity.known_device AS device
             ON device.account_id = account.id
            AND device.device_hash = $3
            AND device.forgotten_time IS NULL
         LIMIT 1"#,
        logins,
        contacts,
        device_hash,
        indexes.current.as_slice(),
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(Found {
            account_id: AccountId::from_uuid(row.id),
            state: State::read(&row.state, row.id)?,
            epoch: row.credential_epoch,
            wrapped_key: row.data_key,
            password_record: row.record,
            password: PasswordStanding::read(row.password_reset_required),
            device: if row.device_is_known {
                DeviceStanding::Known
            } else {
                DeviceStanding::Unknown
            },
            identifier: if row.identifier_is_stale {
                IdentifierStanding::Stale
            } else {
                IdentifierStanding::Current
            },
        })
    })
    .transpose()
}
