//! Ends of registrations: confirmed, abandoned, expired. Each takes the secrets away.

use kabinet_env::id::{AccountId, RegistrationId, SessionId};
use sqlx::PgConnection;
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Error;
use crate::domain::terms::Terms;

/// What a confirmed registration hands to its account.
#[derive(Debug)]
pub(crate) struct Confirmed {
    pub(crate) login_key: Vec<u8>,
    pub(crate) sealed_login: Vec<u8>,
    pub(crate) password_record: String,
    pub(crate) mobile_indexes: Vec<Vec<u8>>,
    pub(crate) email_indexes: Vec<Vec<u8>>,
    pub(crate) accepted_terms: Vec<Terms>,
    pub(crate) create_time: OffsetDateTime,
}

/// Confirms the version of the draft that the code was for; nothing when the registration has
/// ended or moved on.
pub(crate) async fn confirm(
    connection: &mut PgConnection,
    id: RegistrationId,
    draft_version: i64,
    account_id: AccountId,
    session_id: SessionId,
    now: OffsetDateTime,
) -> Result<Option<Confirmed>, Error> {
    let row = sqlx::query!(
        r#"WITH held AS (
             SELECT *
             FROM identity.registration
             WHERE id = $1
               AND state = 'OPEN'
               AND due_stage = 'CONFIRMATION'
               AND draft_version = $2
               AND mobile_indexes IS NOT NULL
               AND expire_time > $5
             FOR UPDATE
         )
         UPDATE identity.registration AS registration
         SET state = 'CONFIRMED',
             login = NULL,
             password_record = NULL,
             mobile_indexes = NULL,
             email_indexes = NULL,
             verification = NULL,
             verification_kid = NULL,
             verification_channel = NULL,
             verification_code_length = NULL,
             verification_expire_time = NULL,
             verification_resend_time = NULL,
             account_id = $3,
             session_id = $4,
             confirm_time = $5,
             end_time = $5
         FROM held
         WHERE registration.id = held.id
         RETURNING
             held.login_key AS "login_key!",
             held.login AS "login!",
             held.password_record AS "password_record!",
             held.mobile_indexes AS "mobile_indexes!",
             held.email_indexes AS "email_indexes!",
             held.accepted_terms AS "accepted_terms!: Json<Vec<Terms>>",
             held.create_time AS "create_time!""#,
        id.uuid(),
        draft_version,
        account_id.uuid(),
        session_id.uuid(),
        now,
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Confirmed {
        login_key: row.login_key,
        sealed_login: row.login,
        password_record: row.password_record,
        mobile_indexes: row.mobile_indexes,
        email_indexes: row.email_indexes,
        accepted_terms: row.accepted_terms.0,
        create_time: row.create_time,
    }))
}

/// A registration that ended without an account.
#[derive(Debug)]
pub(crate) struct Discarded {
    pub(crate) id: Uuid,
    pub(crate) login_key: Vec<u8>,
}

/// Ends an open registration because the person wants it.
pub(crate) async fn abandon(
    connection: &mut PgConnection,
    id: RegistrationId,
    now: OffsetDateTime,
) -> Result<Option<Discarded>, Error> {
    let discarded = sqlx::query_as!(
        Discarded,
        "UPDATE identity.registration
         SET state = 'ABANDONED',
             login = NULL,
             password_record = NULL,
             mobile_indexes = NULL,
             email_indexes = NULL,
             verification = NULL,
             verification_kid = NULL,
             verification_channel = NULL,
             verification_code_length = NULL,
             verification_expire_time = NULL,
             verification_resend_time = NULL,
             end_time = $2
         WHERE id = $1
           AND state = 'OPEN'
           AND expire_time > $2
         RETURNING id, login_key",
        id.uuid(),
        now,
    )
    .fetch_optional(connection)
    .await?;
    Ok(discarded)
}

/// Ends some open registrations whose time has run out.
pub(crate) async fn expire(
    connection: &mut PgConnection,
    now: OffsetDateTime,
    limit: i64,
) -> Result<Vec<Discarded>, Error> {
    let discarded = sqlx::query_as!(
        Discarded,
        "UPDATE identity.registration
         SET state = 'EXPIRED',
             login = NULL,
             password_record = NULL,
             mobile_indexes = NULL,
             email_indexes = NULL,
             verification = NULL,
             verification_kid = NULL,
             verification_channel = NULL,
             verification_code_length = NULL,
             verification_expire_time = NULL,
             verification_resend_time = NULL,
             end_time = $1
         WHERE id = ANY (ARRAY (
             SELECT id
             FROM identity.registration
             WHERE state = 'OPEN'
               AND expire_time <= $1
             ORDER BY expire_time
             LIMIT $2
             FOR UPDATE SKIP LOCKED
         ))
         RETURNING id, login_key",
        now,
        limit,
    )
    .fetch_all(connection)
    .await?;
    Ok(discarded)
}
