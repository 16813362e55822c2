//! What becomes of links. Every change is guarded by the state that it starts from, and noted.

use kabinet_env::id::{AccountId, ContractId, LinkId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::domain::link::{Assurance, EndReason, Holding, Link, LinkState};

/// Most accounts that are told of one more at their contract.
const OTHERS_MAX: i64 = 100;

/// What is known of a link that is proven.
pub(crate) struct Proven {
    pub(crate) holding: Holding,
    pub(crate) assurance: Assurance,
    /// Since when the contract has had the contact that the code went to.
    pub(crate) contact_since: Option<OffsetDateTime>,
}

/// An active link, as its contract knows it.
pub(crate) struct Neighbour {
    pub(crate) account_id: AccountId,
    pub(crate) link_id: LinkId,
}

/// Notes the state that a link has reached.
pub(crate) async fn note(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: LinkId,
    version: i64,
    state: LinkState,
    end_reason: Option<EndReason>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO subscriptions.link_event (
             account_id,
             link_id,
             version,
             state,
             end_reason,
             event_time
         )
         VALUES ($1, $2, $3, $4, $5, $6)",
        account_id.uuid(),
        id.uuid(),
        version,
        state.as_str(),
        end_reason.map(EndReason::as_str),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Activates a link that waits for its proof; false where it does no longer, or has moved on.
pub(crate) async fn activate(
    connection: &mut PgConnection,
    link: &Link,
    proven: &Proven,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let version = sqlx::query_scalar!(
        "UPDATE subscriptions.link
         SET state = 'ACTIVE',
             assurance = $6,
             contact_since = $7,
             activate_time = $5,
             version = version + 1,
             update_time = $5
         WHERE account_id = $1
           AND link_id = $2
           AND contract_id = $3
           AND holder_generation = $4
           AND state = 'PENDING_PROOF'
           AND version = $8
           AND expire_time > $5
         RETURNING version",
        link.account_id.uuid(),
        link.id.uuid(),
        proven.holding.contract_id.uuid(),
        proven.holding.generation,
        now,
        proven.assurance.as_str(),
        proven.contact_since,
        link.version,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(version) = version else {
        return Ok(false);
    };
    sqlx::query!(
        "INSERT INTO subscriptions.contract_link (
             contract_id,
             link_id,
             account_id,
             holder_generation
         )
         VALUES ($1, $2, $3, $4)",
        proven.holding.contract_id.uuid(),
        link.id.uuid(),
        link.account_id.uuid(),
        proven.holding.generation,
    )
    .execute(&mut *connection)
    .await?;
    let state = LinkState::Active;
    note(
        connection,
        link.account_id,
        link.id,
        version,
        state,
        None,
        now,
    )
    .await?;
    Ok(true)
}

/// Ends a link that waits for its proof; false where it does no longer.
pub(crate) async fn end_pending(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: LinkId,
    state: LinkState,
    reason: EndReason,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let version = sqlx::query_scalar!(
        "UPDATE subscriptions.link
         SET state = $3,
             end_reason = $4,
             end_time = $5,
             version = version + 1,
             update_time = $5
         WHERE account_id = $1
           AND link_id = $2
           AND state = 'PENDING_PROOF'
           AND expire_time > $5
         RETURNING version",
        account_id.uuid(),
        id.uuid(),
        state.as_str(),
        reason.as_str(),
        now,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(version) = version else {
        return Ok(false);
    };
    note(
        connection,
        account_id,
        id,
        version,
        state,
        Some(reason),
        now,
    )
    .await?;
    Ok(true)
}

/// Revokes an active link; false where it is not active.
pub(crate) async fn revoke(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: LinkId,
    reason: EndReason,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let revoked = sqlx::query!(
        r#"WITH revoked AS (
             UPDATE subscriptions.link
             SET state = 'REVOKED',
                 end_reason = $3,
                 end_time = $4,
                 version = version + 1,
                 update_time = $4
             WHERE account_id = $1
               AND link_id = $2
               AND state = 'ACTIVE'
             RETURNING
                 contract_id,
                 link_id,
                 version
         ),
         gone AS (
             DELETE FROM subscriptions.contract_link
             USING revoked
             WHERE contract_link.contract_id = revoked.contract_id
               AND contract_link.link_id = revoked.link_id
         )
         SELECT version AS "version!"
         FROM revoked"#,
        account_id.uuid(),
        id.uuid(),
        reason.as_str(),
        now,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(revoked) = revoked else {
        return Ok(false);
    };
    let state = LinkState::Revoked;
    let version = revoked.version;
    note(
        connection,
        account_id,
        id,
        version,
        state,
        Some(reason),
        now,
    )
    .await?;
    Ok(true)
}

/// Lists the other active links of a contract, the oldest first.
pub(crate) async fn neighbours(
    connection: &mut PgConnection,
    contract_id: ContractId,
    generation: i32,
    id: LinkId,
) -> Result<Vec<Neighbour>, Error> {
    let rows = sqlx::query!(
        "SELECT
             account_id,
             link_id
         FROM subscriptions.contract_link
         WHERE contract_id = $1
           AND holder_generation = $2
           AND link_id <> $3
         ORDER BY link_id
         LIMIT $4",
        contract_id.uuid(),
        generation,
        id.uuid(),
        OTHERS_MAX,
    )
    .fetch_all(connection)
    .await?;
    let neighbours = rows.into_iter().map(|row| Neighbour {
        account_id: AccountId::from_uuid(row.account_id),
        link_id: LinkId::from_uuid(row.link_id),
    });
    Ok(neighbours.collect())
}
