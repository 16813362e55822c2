use sqlx::PgConnection;

use super::super::Error;
use super::Merge;
use crate::domain::snapshot::{Conflicts, MAX_CONFLICT_ORDINALS};

/// Keeps the newest of several records of one contract, and names those that contradict it.
pub(crate) async fn discard(
    connection: &mut PgConnection,
    merge: &Merge<'_>,
) -> Result<Conflicts, Error> {
    let most = i64::try_from(MAX_CONFLICT_ORDINALS).expect("the bound is small");
    let rows = sqlx::query!(
        r#"WITH repeated AS (
               SELECT contract_id
               FROM subscriptions.staged_contract
               WHERE snapshot_id = $1
               GROUP BY contract_id
               HAVING count(*) > 1
           ), ranked AS (
               SELECT staged.ctid AS place, staged.ordinal, staged.version, staged.digest,
                      row_number() OVER newest AS rank,
                      first_value(staged.version) OVER newest AS kept_version,
                      first_value(staged.digest) OVER newest AS kept_digest
               FROM subscriptions.staged_contract AS staged
               JOIN repeated USING (contract_id)
               WHERE staged.snapshot_id = $1
               WINDOW newest AS (
                   PARTITION BY contract_id ORDER BY staged.version DESC, staged.ordinal
               )
           ), discarded AS (
               DELETE FROM subscriptions.staged_contract AS staged
               USING ranked
               WHERE staged.ctid = ranked.place
                 AND ranked.rank > 1
               RETURNING ranked.ordinal,
                         ranked.version = ranked.kept_version
                         AND ranked.digest <> ranked.kept_digest AS contradicts
           )
           SELECT ordinal AS "ordinal!", count(*) OVER () AS "count!"
           FROM discarded
           WHERE contradicts
           ORDER BY ordinal
           LIMIT $2"#,
        merge.snapshot_id,
        most,
    )
    .fetch_all(connection)
    .await?;
    Ok(Conflicts {
        count: rows.first().map_or(0, |row| row.count),
        ordinals: rows.into_iter().map(|row| row.ordinal).collect(),
    })
}
