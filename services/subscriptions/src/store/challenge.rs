//! Codes of links, and what counts against a contract's budget.

use kabinet_domain::Channel;
use kabinet_env::id::{AccountId, LinkId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::domain::challenge::{Code, Sending};

/// A code to ask for.
pub(crate) struct NewChallenge<'a> {
    pub(crate) account_id: AccountId,
    pub(crate) link_id: LinkId,
    pub(crate) number: i16,
    pub(crate) budget_key: [u8; 32],
    pub(crate) sending: Sending,
    pub(crate) known_subject: bool,
    pub(crate) channel: Channel,
    pub(crate) kid: &'a str,
    pub(crate) destination: &'a [u8],
}

/// Codes that were sent under a budget.
pub(crate) struct Sent {
    pub(crate) in_day: i64,
    pub(crate) in_month: i64,
}

/// Keeps others who count against a budget waiting, until the transaction ends; whoever locks the
/// account too has done it before.
pub(crate) async fn lock_budget(
    connection: &mut PgConnection,
    budget_key: &[u8; 32],
) -> Result<(), Error> {
    let (key, _) = budget_key.split_at(8);
    let key = i64::from_be_bytes(key.try_into().expect("a key has 32 bytes"));
    sqlx::query_scalar!("SELECT pg_advisory_xact_lock($1)", key)
        .fetch_one(connection)
        .await?;
    Ok(())
}

/// Counts the codes that were sent under a budget.
pub(crate) async fn count_sent(
    connection: &mut PgConnection,
    budget_key: &[u8; 32],
    day: OffsetDateTime,
    month: OffsetDateTime,
) -> Result<Sent, Error> {
    let sent = sqlx::query_as!(
        Sent,
        r#"SELECT
             count(*) FILTER (WHERE create_time > $2) AS "in_day!",
             count(*) AS "in_month!"
         FROM subscriptions.challenge
         WHERE budget_key = $1
           AND create_time > $3
           AND NOT withheld"#,
        budget_key.as_slice(),
        day,
        month,
    )
    .fetch_one(connection)
    .await?;
    Ok(sent)
}

/// Asks for a code, if its link still waits for one and no other has this number; false where not.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    challenge: &NewChallenge<'_>,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "INSERT INTO subscriptions.challenge (
             account_id,
             link_id,
             number,
             budget_key,
             withheld,
             channel,
             kid,
             destination,
             create_time,
             known_subject
         )
         SELECT
             account_id,
             link_id,
             $3,
             $4,
             $5,
             $6,
             $7,
             $8,
             $9,
             $10
         FROM subscriptions.link
         WHERE account_id = $1
           AND link_id = $2
           AND state = 'PENDING_PROOF'
           AND expire_time > $9
         ON CONFLICT ON CONSTRAINT challenge_pkey DO NOTHING",
        challenge.account_id.uuid(),
        challenge.link_id.uuid(),
        challenge.number,
        challenge.budget_key.as_slice(),
        challenge.sending == Sending::Withheld,
        challenge.channel.as_str(),
        challenge.kid,
        challenge.destination,
        now,
        challenge.known_subject,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Notes what verification said of a code that was asked for; false where it was noted before.
pub(crate) async fn set_out(
    connection: &mut PgConnection,
    account_id: AccountId,
    link_id: LinkId,
    number: i16,
    handle: &[u8],
    code: &Code,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE subscriptions.challenge
         SET handle = $4,
             destination = NULL,
             code_length = $5,
             expire_time = $6,
             resend_time = $7
         WHERE account_id = $1
           AND link_id = $2
           AND number = $3
           AND handle IS NULL",
        account_id.uuid(),
        link_id.uuid(),
        number,
        handle,
        code.length,
        code.expire_time,
        code.resend_time,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Counts a code among those that were sent under a budget, once it is; it is never taken out again.
pub(crate) async fn count_in(
    connection: &mut PgConnection,
    account_id: AccountId,
    link_id: LinkId,
    number: i16,
    sending: Sending,
    budget_key: &[u8; 32],
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE subscriptions.challenge
         SET withheld = withheld AND $4,
             budget_key = CASE WHEN withheld AND NOT $4 THEN $5 ELSE budget_key END
         WHERE account_id = $1
           AND link_id = $2
           AND number = $3",
        account_id.uuid(),
        link_id.uuid(),
        number,
        sending == Sending::Withheld,
        budget_key.as_slice(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes what verification said of a code that was sent again or over another channel.
pub(crate) async fn set_again(
    connection: &mut PgConnection,
    account_id: AccountId,
    link_id: LinkId,
    number: i16,
    handle: &[u8],
    code: &Code,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE subscriptions.challenge
         SET handle = $4,
             channel = $5,
             code_length = $6,
             expire_time = $7,
             resend_time = $8
         WHERE account_id = $1
           AND link_id = $2
           AND number = $3
           AND handle IS NOT NULL",
        account_id.uuid(),
        link_id.uuid(),
        number,
        handle,
        code.channel.as_str(),
        code.length,
        code.expire_time,
        code.resend_time,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}
