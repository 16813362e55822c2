//! Recoveries, from their beginning to the code that is out.

use kabinet_domain::Channel;
use kabinet_env::id::{AccountId, RecoveryId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Error, corrupt};
use crate::domain::recovery::{
    Code, Lane, Owner, PersonalData, Progress, Recovery, Sending, State,
};

/// A recovery that begins; until its aim is decided its code is withheld.
pub(crate) struct NewRecovery<'a> {
    pub(crate) account_id: AccountId,
    pub(crate) id: RecoveryId,
    pub(crate) subject_id: Uuid,
    pub(crate) lane: Lane,
    pub(crate) device_tag: Option<&'a [u8]>,
    pub(crate) channel: Channel,
    pub(crate) kid: &'a str,
    pub(crate) token_hash: &'a [u8],
    pub(crate) create_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
}

pub(crate) async fn insert(
    connection: &mut PgConnection,
    new: &NewRecovery<'_>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO identity.recovery (
             account_id,
             id,
             subject_id,
             state,
             lane,
             device_tag,
             withheld,
             channel,
             kid,
             token_hash,
             match_attempts,
             matched,
             create_time,
             expire_time
         )
         VALUES ($1, $2, $3, 'CODE_DUE', $4, $5, true, $6, $7, $8, 0, false, $9, $10)",
        new.account_id.uuid(),
        new.id.uuid(),
        new.subject_id,
        new.lane.as_str(),
        new.device_tag,
        new.channel.as_str(),
        new.kid,
        new.token_hash,
        new.create_time,
        new.expire_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes the code that verification has, and whether it went out; of a recovery that has ended meanwhile,
/// no more than what an answer says of it. False when it was noted before.
pub(crate) async fn set_out(
    connection: &mut PgConnection,
    recovery: &Recovery,
    handle: &[u8],
    code: Code,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.recovery
         SET destination = NULL,
             handle = CASE WHEN end_time IS NULL THEN $3::bytea END,
             code_length = $4,
             code_expire_time = $5,
             withheld = $6 OR cancel_time IS NOT NULL
         WHERE account_id = $1
           AND id = $2
           AND code_length IS NULL",
        recovery.account_id.uuid(),
        recovery.id.uuid(),
        handle,
        code.length,
        code.expire_time,
        recovery.sending == Sending::Withheld,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Reads a recovery; one whose time has run out is expired, swept or not.
pub(crate) async fn find(
    connection: &mut PgConnection,
    id: RecoveryId,
    now: OffsetDateTime,
) -> Result<Option<Recovery>, Error> {
    let row = sqlx::query_as!(
        Row,
        "SELECT
             account_id,
             id,
             subject_id,
             state,
             lane,
             device_tag,
             withheld,
             channel,
             kid,
             token_hash,
             ticket_hash,
             destination,
             handle,
             code_length,
             code_expire_time,
             matched,
             aim_time,
             cancel_time,
             create_time,
             expire_time
         FROM identity.recovery
         WHERE id = $1",
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| row.read(now)).transpose()
}

struct Row {
    account_id: Uuid,
    id: Uuid,
    subject_id: Uuid,
    state: String,
    lane: String,
    device_tag: Option<Vec<u8>>,
    withheld: bool,
    channel: String,
    kid: String,
    token_hash: Vec<u8>,
    ticket_hash: Option<Vec<u8>>,
    destination: Option<Vec<u8>>,
    handle: Option<Vec<u8>>,
    code_length: Option<i32>,
    code_expire_time: Option<OffsetDateTime>,
    matched: bool,
    aim_time: Option<OffsetDateTime>,
    cancel_time: Option<OffsetDateTime>,
    create_time: OffsetDateTime,
    expire_time: OffsetDateTime,
}

impl Row {
    fn read(self, now: OffsetDateTime) -> Result<Recovery, Error> {
        let corrupt = |column| corrupt("identity.recovery", column, self.id);
        let state = State::from_name(&self.state).ok_or_else(|| corrupt("state"))?;
        let state = if self.expire_time <= now {
            state.after_its_time()
        } else {
            state
        };
        let lane = Lane::from_name(&self.lane).ok_or_else(|| corrupt("lane"))?;
        let channel = Channel::from_name(&self.channel).ok_or_else(|| corrupt("channel"))?;
        let code = self.code_length.zip(self.code_expire_time);
        Ok(Recovery {
            account_id: AccountId::from_uuid(self.account_id),
            id: RecoveryId::from_uuid(self.id),
            subject_id: self.subject_id,
            state,
            lane,
            device_tag: self.device_tag,
            sending: if self.withheld {
                Sending::Withheld
            } else {
                Sending::Sent
            },
            channel,
            kid: self.kid,
            token_hash: self.token_hash,
            ticket_hash: self.ticket_hash,
            progress: match (self.destination, self.handle, code, state) {
                (_, Some(handle), _, _) => Progress::Out { handle },
                (Some(destination), None, _, _) => Progress::Aimed { destination },
                (None, None, None, State::CodeDue) => Progress::Aimless,
                (None, None, _, _) => Progress::Gone,
            },
            code: code.map(|(length, expire_time)| Code {
                channel,
                length,
                expire_time,
                resend_time: None,
            }),
            personal_data: if self.matched {
                PersonalData::Proven
            } else {
                PersonalData::Unproven
            },
            owner: match (self.aim_time, self.cancel_time) {
                (_, Some(_)) => Owner::Refused,
                (Some(_), None) => Owner::Told,
                (None, None) => Owner::Untold,
            },
            create_time: self.create_time,
            expire_time: self.expire_time,
        })
    }
}
