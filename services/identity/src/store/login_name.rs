//! Who holds a login name.

use kabinet_env::id::{AccountId, RegistrationId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::vault::Indexes;

/// Whether a login name could be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Availability {
    Free,
    Taken,
}

/// Reserves the name for a registration: of two at one time exactly one gets it.
pub(crate) async fn reserve(
    connection: &mut PgConnection,
    login: &Indexes,
    registration_id: RegistrationId,
    now: OffsetDateTime,
    expire_time: OffsetDateTime,
) -> Result<Availability, Error> {
    let result = sqlx::query!(
        "INSERT INTO identity.login_name AS held (
             login_key,
             holder,
             holder_id,
             expire_time
         )
         SELECT $1, 'REGISTRATION', $2, $3
         WHERE NOT EXISTS (
             SELECT
             FROM identity.login_name AS other
             WHERE other.login_key = ANY ($4)
               AND other.login_key <> $1
               AND (other.expire_time IS NULL OR other.expire_time > $5)
         )
         ON CONFLICT (login_key) DO UPDATE
         SET holder_id = EXCLUDED.holder_id,
             expire_time = EXCLUDED.expire_time
         WHERE held.holder = 'REGISTRATION'
           AND held.expire_time <= $5",
        login.current.as_slice(),
        registration_id.uuid(),
        expire_time,
        &login.all,
        now,
    )
    .execute(connection)
    .await?;
    Ok(match result.rows_affected() {
        0 => Availability::Taken,
        _ => Availability::Free,
    })
}

/// Tells whether the name could be reserved now.
pub(crate) async fn availability(
    connection: &mut PgConnection,
    login: &Indexes,
    now: OffsetDateTime,
) -> Result<Availability, Error> {
    let taken = sqlx::query_scalar!(
        r#"SELECT EXISTS (
             SELECT
             FROM identity.login_name
             WHERE login_key = ANY ($1)
               AND (expire_time IS NULL OR expire_time > $2)
         ) AS "taken!""#,
        &login.all,
        now,
    )
    .fetch_one(connection)
    .await?;
    Ok(if taken {
        Availability::Taken
    } else {
        Availability::Free
    })
}

/// Hands the name from the registration to its account; false when another holds it.
pub(crate) async fn hand_over(
    connection: &mut PgConnection,
    login_key: &[u8],
    from: RegistrationId,
    to: AccountId,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.login_name
         SET holder = 'ACCOUNT',
             holder_id = $3,
             expire_time = NULL
         WHERE login_key = $1
           AND holder = 'REGISTRATION'
           AND holder_id = $2",
        login_key,
        from.uuid(),
        to.uuid(),
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Frees the names of registrations that have ended, unless another has taken them meanwhile.
pub(crate) async fn release(
    connection: &mut PgConnection,
    login_keys: &[Vec<u8>],
    holders: &[uuid::Uuid],
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM identity.login_name
         WHERE login_key = ANY ($1)
           AND holder = 'REGISTRATION'
           AND holder_id = ANY ($2)",
        login_keys,
        holders,
    )
    .execute(connection)
    .await?;
    Ok(())
}
