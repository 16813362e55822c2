//! Registrations under way.

use kabinet_codes::Code;
use kabinet_domain::Channel;
use kabinet_env::id::RegistrationId;
use sqlx::PgConnection;
use sqlx::types::Json;
use time::OffsetDateTime;

use super::{Error, corrupt};
use crate::domain::registration::{Presence, Registration, Stage, State, Verification};
use crate::domain::terms::Terms;

const TABLE: &str = "identity.registration";

/// A registration that starts.
pub(crate) struct NewRegistration<'a> {
    pub(crate) id: RegistrationId,
    pub(crate) login_key: &'a [u8],
    pub(crate) sealed_login: &'a [u8],
    pub(crate) password_record: &'a str,
    pub(crate) resume_token_hash: &'a [u8],
    pub(crate) accepted_terms: &'a [Terms],
    pub(crate) create_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
}

pub(crate) async fn insert(
    connection: &mut PgConnection,
    new: &NewRegistration<'_>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO identity.registration (
             id,
             state,
             due_stage,
             login_key,
             login,
             password_record,
             resume_token_hash,
             accepted_terms,
             draft_version,
             create_time,
             expire_time
         )
         VALUES ($1, 'OPEN', 'PERSONAL_DATA', $2, $3, $4, $5, $6, 0, $7, $8)",
        new.id.uuid(),
        new.login_key,
        new.sealed_login,
        new.password_record,
        new.resume_token_hash,
        Json(new.accepted_terms) as _,
        new.create_time,
        new.expire_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads a registration; one whose time has run out is expired, swept or not.
pub(crate) async fn find(
    connection: &mut PgConnection,
    id: RegistrationId,
    now: OffsetDateTime,
) -> Result<Option<Registration>, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT
             id,
             state,
             due_stage,
             draft_version,
             resume_token_hash,
             mobile_indexes IS NOT NULL AS "has_contacts!",
             verification,
             verification_kid,
             verification_channel,
             verification_code_length,
             verification_expire_time,
             verification_resend_time,
             create_time,
             expire_time
         FROM identity.registration
         WHERE id = $1"#,
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| row.read(now)).transpose()
}

/// Makes the stage due again before its data go to profile, and voids the code that is out.
///
/// From here on nothing confirms the registration until the stage is done: profile never gets
/// data of a draft that identity believes confirmed. False when the registration has ended or
/// moved on since it was read.
pub(crate) async fn reopen_stage(
    connection: &mut PgConnection,
    registration: &Registration,
    stage: Stage,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.registration
         SET due_stage = $2,
             verification = NULL,
             verification_kid = NULL,
             verification_channel = NULL,
             verification_code_length = NULL,
             verification_expire_time = NULL,
             verification_resend_time = NULL
         WHERE id = $1
           AND state = 'OPEN'
           AND expire_time > $3
           AND due_stage = $4
           AND draft_version = $5",
        registration.id.uuid(),
        stage.as_str(),
        now,
        registration.due_stage.as_str(),
        registration.draft_version,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Takes note of a version of the draft that is new here, while the stage is due; false when the
/// registration has ended or moved on since it was read.
///
/// The indexes go: they may not be those of the contacts that the version holds, and a contact that
/// nobody has proven must not log in.
pub(crate) async fn catch_up(
    connection: &mut PgConnection,
    registration: &Registration,
    stage: Stage,
    draft_version: i64,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.registration
         SET draft_version = $2,
             mobile_indexes = NULL,
             email_indexes = NULL
         WHERE id = $1
           AND state = 'OPEN'
           AND expire_time > $3
           AND due_stage = $4
           AND draft_version = $5",
        registration.id.uuid(),
        draft_version,
        now,
        stage.as_str(),
        registration.draft_version,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Blind indexes of the contacts that a draft version holds, under every live key.
#[derive(Clone, Debug)]
pub(crate) struct ContactIndexes {
    pub(crate) mobile: Vec<Vec<u8>>,
    pub(crate) email: Vec<Vec<u8>>,
}

/// Moves to the next stage with the draft's new version; false when the registration has ended or
/// does not stand at the version that this one follows.
pub(crate) async fn finish_stage(
    connection: &mut PgConnection,
    id: RegistrationId,
    next: Stage,
    draft_version: i64,
    contacts: Option<&ContactIndexes>,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.registration
         SET due_stage = $2,
             draft_version = $3,
             mobile_indexes = coalesce($4, mobile_indexes),
             email_indexes = coalesce($5, email_indexes)
         WHERE id = $1
           AND state = 'OPEN'
           AND expire_time > $6
           AND draft_version = $3::bigint - 1",
        id.uuid(),
        next.as_str(),
        draft_version,
        contacts.map(|contacts| contacts.mobile.as_slice()),
        contacts.map(|contacts| contacts.email.as_slice()),
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Remembers the code that is out; false when the registration has moved on meanwhile.
pub(crate) async fn set_verification(
    connection: &mut PgConnection,
    registration: &Registration,
    verification: &Verification,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let code = verification.code;
    let result = sqlx::query!(
        "UPDATE identity.registration
         SET verification = $3,
             verification_kid = $4,
             verification_channel = $5,
             verification_code_length = $6,
             verification_expire_time = $7,
             verification_resend_time = $8
         WHERE id = $1
           AND state = 'OPEN'
           AND due_stage = 'CONFIRMATION'
           AND draft_version = $2
           AND expire_time > $9",
        registration.id.uuid(),
        registration.draft_version,
        verification.sealed_handle,
        verification.kid,
        code.channel.as_str(),
        code.length,
        code.expire_time,
        code.resend_time,
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

struct Row {
    id: uuid::Uuid,
    state: String,
    due_stage: String,
    draft_version: i64,
    resume_token_hash: Vec<u8>,
    has_contacts: bool,
    verification: Option<Vec<u8>>,
    verification_kid: Option<String>,
    verification_channel: Option<String>,
    verification_code_length: Option<i32>,
    verification_expire_time: Option<OffsetDateTime>,
    verification_resend_time: Option<OffsetDateTime>,
    create_time: OffsetDateTime,
    expire_time: OffsetDateTime,
}

impl Row {
    fn read(self, now: OffsetDateTime) -> Result<Registration, Error> {
        let corrupt = |column| corrupt(TABLE, column, self.id);
        let state = State::from_name(&self.state).ok_or_else(|| corrupt("state"))?;
        let state = match state {
            State::Open if self.expire_time <= now => State::Expired,
            state => state,
        };
        Ok(Registration {
            id: RegistrationId::from_uuid(self.id),
            state,
            due_stage: Stage::from_name(&self.due_stage).ok_or_else(|| corrupt("due_stage"))?,
            draft_version: self.draft_version,
            has_contacts: if self.has_contacts {
                Presence::Given
            } else {
                Presence::Missing
            },
            create_time: self.create_time,
            expire_time: self.expire_time,
            verification: self.verification()?,
            resume_token_hash: self.resume_token_hash,
        })
    }

    fn verification(&self) -> Result<Option<Verification>, Error> {
        let (Some(handle), Some(kid), Some(channel), Some(code_length), Some(expire_time)) = (
            &self.verification,
            &self.verification_kid,
            &self.verification_channel,
            self.verification_code_length,
            self.verification_expire_time,
        ) else {
            return Ok(None);
        };
        Ok(Some(Verification {
            sealed_handle: handle.clone(),
            kid: kid.clone(),
            code: Code {
                channel: Channel::from_name(channel)
                    .ok_or_else(|| corrupt(TABLE, "verification_channel", self.id))?,
                length: code_length,
                expire_time,
                resend_time: self.verification_resend_time,
            },
        }))
    }
}
