//! What ends when a contract gets another holder.

use kabinet_env::id::{AccountId, LinkId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::{CorruptRow, Error};
use crate::domain::service_kind::ServiceKind;

/// A link that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EndedLink {
    pub(crate) account_id: AccountId,
    pub(crate) link_id: LinkId,
    pub(crate) kind: ServiceKind,
}

/// Revokes every active link that an earlier holder of the contracts has.
pub(crate) async fn end_links(
    connection: &mut PgConnection,
    contract_ids: &[Uuid],
    now: OffsetDateTime,
) -> Result<Vec<EndedLink>, Error> {
    let rows = sqlx::query!(
        "WITH unread AS (
             DELETE FROM subscriptions.contract_link
             USING subscriptions.contract
             WHERE contract_link.contract_id = ANY ($1)
               AND contract.contract_id = contract_link.contract_id
               AND contract_link.holder_generation < contract.holder_generation
             RETURNING contract_link.account_id, contract_link.link_id
         ), ended AS (
             UPDATE subscriptions.link
             SET state = 'REVOKED',
                 end_reason = 'HOLDER_CHANGED',
                 end_time = $2,
                 update_time = $2,
                 version = link.version + 1
             FROM unread
             WHERE link.account_id = unread.account_id
               AND link.link_id = unread.link_id
               AND link.state = 'ACTIVE'
             RETURNING link.account_id, link.link_id, link.kind, link.version
         ), told AS (
             INSERT INTO subscriptions.link_event (
                 account_id, link_id, version, state, end_reason, event_time
             )
             SELECT account_id, link_id, version, 'REVOKED', 'HOLDER_CHANGED', $2
             FROM ended
         )
         SELECT account_id, link_id, kind
         FROM ended
         ORDER BY account_id, link_id",
        contract_ids,
        now,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = ServiceKind::from_name(&row.kind).ok_or(CorruptRow {
                table: "subscriptions.link",
                column: "kind",
                row: row.link_id,
            })?;
            Ok(EndedLink {
                account_id: AccountId::from_uuid(row.account_id),
                link_id: LinkId::from_uuid(row.link_id),
                kind,
            })
        })
        .collect()
}
