//! Links, as their account sees them.

mod row;

use kabinet_env::id::{AccountId, LinkId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{CorruptRow, Error};
use crate::domain::identifier::IdentifierType;
use crate::domain::limits::{Past, Standing};
use crate::domain::link::{Holding, Link};
use crate::domain::service_kind::ServiceKind;
use crate::vault::Locator;
use row::Row;

/// A link that begins.
pub(crate) struct NewLink<'a> {
    pub(crate) account_id: AccountId,
    pub(crate) id: LinkId,
    pub(crate) holding: Option<Holding>,
    pub(crate) kind: ServiceKind,
    pub(crate) region_code: &'a str,
    pub(crate) identifier_type: IdentifierType,
    pub(crate) identifier: &'a [u8],
    pub(crate) label: Option<&'a [u8]>,
    pub(crate) locator: Locator,
    pub(crate) expire_time: OffsetDateTime,
}

/// Keeps other calls that start or activate links of the account waiting, until the transaction ends.
pub(crate) async fn lock_account(
    connection: &mut PgConnection,
    account_id: AccountId,
) -> Result<(), Error> {
    sqlx::query_scalar!(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("subscriptions.link/{account_id}"),
    )
    .fetch_one(connection)
    .await?;
    Ok(())
}

/// Lists what counts against the limits of an account: links that were started since, and all that
/// are open.
pub(crate) async fn past(
    connection: &mut PgConnection,
    account_id: AccountId,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<Vec<Past>, Error> {
    let rows = sqlx::query!(
        r#"SELECT
             locator,
             create_time,
             state = 'ACTIVE' OR (state = 'PENDING_PROOF' AND expire_time > $3) AS "open!"
         FROM subscriptions.link
         WHERE account_id = $1
           AND (create_time > $2 OR state IN ('ACTIVE', 'PENDING_PROOF'))"#,
        account_id.uuid(),
        since,
        now,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Past {
                locator: locator(account_id, row.locator)?,
                create_time: row.create_time,
                standing: if row.open {
                    Standing::Open
                } else {
                    Standing::Over
                },
            })
        })
        .collect()
}

fn locator(account_id: AccountId, stored: Vec<u8>) -> Result<Locator, CorruptRow> {
    stored.try_into().map_err(|_| CorruptRow {
        table: "subscriptions.link",
        column: "locator",
        row: account_id.uuid(),
    })
}

/// Counts the links of an account that are active.
pub(crate) async fn count_active(
    connection: &mut PgConnection,
    account_id: AccountId,
) -> Result<i64, Error> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!"
         FROM subscriptions.link
         WHERE account_id = $1
           AND state = 'ACTIVE'"#,
        account_id.uuid(),
    )
    .fetch_one(connection)
    .await?;
    Ok(count)
}

pub(crate) async fn insert(
    connection: &mut PgConnection,
    link: &NewLink<'_>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO subscriptions.link (
             account_id,
             link_id,
             contract_id,
             holder_generation,
             kind,
             region_code,
             identifier_type,
             identifier,
             label,
             locator,
             state,
             version,
             create_time,
             expire_time,
             update_time
         )
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'PENDING_PROOF', 1, $11, $12, $11)",
        link.account_id.uuid(),
        link.id.uuid(),
        link.holding.map(|holding| holding.contract_id.uuid()),
        link.holding.map(|holding| holding.generation),
        link.kind.as_str(),
        link.region_code,
        link.identifier_type.as_str(),
        link.identifier,
        link.label,
        link.locator.as_slice(),
        now,
        link.expire_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Finds a link of the account, with its newest code, as it stands at a time.
pub(crate) async fn find(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: LinkId,
    now: OffsetDateTime,
) -> Result<Option<Link>, Error> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT
             link.account_id,
             link.link_id,
             link.contract_id,
             link.holder_generation,
             link.kind,
             link.region_code,
             link.identifier_type,
             link.identifier,
             link.label,
             link.state,
             link.end_reason,
             link.assurance,
             link.version,
             link.create_time,
             link.activate_time,
             link.end_time,
             link.expire_time,
             challenge.number AS "number?",
             challenge.withheld AS "withheld?",
             challenge.known_subject AS "known_subject?",
             challenge.channel AS "channel?",
             challenge.kid AS "kid?",
             challenge.destination,
             challenge.handle,
             challenge.code_length,
             challenge.expire_time AS "code_expire_time?",
             challenge.resend_time
         FROM subscriptions.link
         LEFT JOIN LATERAL (
             SELECT *
             FROM subscriptions.challenge
             WHERE challenge.account_id = link.account_id
               AND challenge.link_id = link.link_id
             ORDER BY challenge.number DESC
             LIMIT 1
         ) AS challenge ON TRUE
         WHERE link.account_id = $1
           AND link.link_id = $2"#,
        account_id.uuid(),
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(Row::read).transpose()?.map(|link| link.at(now)))
}

/// Lists up to `limit` links of an account that are older than one, the newest first.
pub(crate) async fn list(
    connection: &mut PgConnection,
    account_id: AccountId,
    before: Option<LinkId>,
    limit: i64,
    now: OffsetDateTime,
) -> Result<Vec<Link>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT
             link.account_id,
             link.link_id,
             link.contract_id,
             link.holder_generation,
             link.kind,
             link.region_code,
             link.identifier_type,
             link.identifier,
             link.label,
             link.state,
             link.end_reason,
             link.assurance,
             link.version,
             link.create_time,
             link.activate_time,
             link.end_time,
             link.expire_time,
             challenge.number AS "number?",
             challenge.withheld AS "withheld?",
             challenge.known_subject AS "known_subject?",
             challenge.channel AS "channel?",
             challenge.kid AS "kid?",
             challenge.destination,
             challenge.handle,
             challenge.code_length,
             challenge.expire_time AS "code_expire_time?",
             challenge.resend_time
         FROM subscriptions.link
         LEFT JOIN LATERAL (
             SELECT *
             FROM subscriptions.challenge
             WHERE challenge.account_id = link.account_id
               AND challenge.link_id = link.link_id
             ORDER BY challenge.number DESC
             LIMIT 1
         ) AS challenge ON TRUE
         WHERE link.account_id = $1
           AND link.link_id < $2
         ORDER BY link.link_id DESC
         LIMIT $3"#,
        account_id.uuid(),
        before.map_or(Uuid::max(), LinkId::uuid),
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| Ok(row.read()?.at(now)))
        .collect()
}

/// Gives a link another name, if it is still open and stands at the version; false where not.
pub(crate) async fn rename(
    connection: &mut PgConnection,
    link: &Link,
    label: Option<&[u8]>,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE subscriptions.link
         SET label = $4,
             version = version + 1,
             update_time = $5
         WHERE account_id = $1
           AND link_id = $2
           AND version = $3
           AND (state = 'ACTIVE' OR (state = 'PENDING_PROOF' AND expire_time > $5))",
        link.account_id.uuid(),
        link.id.uuid(),
        link.version,
        label,
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}
