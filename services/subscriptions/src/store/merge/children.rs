//! What hangs on contracts. Every staged record is newer than what stands by the time it gets here,
//! and its contract is the source's own.

use sqlx::PgConnection;
use uuid::Uuid;

use super::super::Error;
use super::Merge;

/// Deletes what the staged records replace. Bills of earlier holders stay: if one came back, it
/// would be shown to the present holder.
pub(super) async fn delete(connection: &mut PgConnection, merge: &Merge<'_>) -> Result<(), Error> {
    sqlx::query!(
        "WITH services AS (
             DELETE FROM subscriptions.service
             USING subscriptions.staged_contract AS staged
             WHERE staged.snapshot_id = $1
               AND service.contract_id = staged.contract_id
         ), locators AS (
             DELETE FROM subscriptions.contract_locator
             USING subscriptions.staged_contract AS staged
             WHERE staged.snapshot_id = $1
               AND contract_locator.contract_id = staged.contract_id
         )
         DELETE FROM subscriptions.bill
         USING subscriptions.staged_contract AS staged
         WHERE staged.snapshot_id = $1
           AND staged.bills_as_of IS NOT NULL
           AND bill.contract_id = staged.contract_id
           AND bill.holder_generation = staged.holder_generation",
        merge.snapshot_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes the balances of earlier holders.
pub(super) async fn delete_balances(
    connection: &mut PgConnection,
    contract_ids: &[Uuid],
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM subscriptions.balance
         WHERE contract_id = ANY ($1)",
        contract_ids,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn insert_services(
    connection: &mut PgConnection,
    merge: &Merge<'_>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO subscriptions.service (
             contract_id, service_id, position, external_id, kind, phone_number, tariff_code,
             tariff_name, state, suspend_reason, as_of
         )
         SELECT staged.contract_id, part.service_id, part.number - 1, part.external_id, part.kind,
                part.phone_number, part.tariff_code, part.tariff_name, part.state,
                part.suspend_reason, $2
         FROM subscriptions.staged_contract AS staged
         CROSS JOIN LATERAL unnest(
             staged.service_ids,
             staged.service_external_ids,
             staged.service_kinds,
             staged.service_phone_numbers,
             staged.service_tariff_codes,
             staged.service_tariff_names,
             staged.service_states,
             staged.service_suspend_reasons
         ) WITH ORDINALITY AS part (
             service_id, external_id, kind, phone_number, tariff_code, tariff_name, state,
             suspend_reason, number
         )
         WHERE staged.snapshot_id = $1",
        merge.snapshot_id,
        merge.as_of,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn insert_locators(
    connection: &mut PgConnection,
    merge: &Merge<'_>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO subscriptions.contract_locator (locator, contract_id)
         SELECT part.locator, staged.contract_id
         FROM subscriptions.staged_contract AS staged
         CROSS JOIN LATERAL unnest(staged.locators) AS part (locator)
         WHERE staged.snapshot_id = $1",
        merge.snapshot_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes balances that were true later than what stands.
pub(super) async fn write_balances(
    connection: &mut PgConnection,
    merge: &Merge<'_>,
) -> Result<(), Error> {
    sqlx::query!(
        r#"INSERT INTO subscriptions.balance AS standing (
               contract_id, nanos, currency, as_of, observe_time
           )
           SELECT contract_id, balance_nanos, balance_currency, balance_as_of, $2
           FROM subscriptions.staged_contract
           WHERE snapshot_id = $1
             AND balance_as_of IS NOT NULL
           ON CONFLICT (contract_id) DO UPDATE
           SET nanos = EXCLUDED.nanos,
               currency = EXCLUDED.currency,
               as_of = EXCLUDED.as_of,
               observe_time = EXCLUDED.observe_time
           WHERE EXCLUDED.as_of > standing.as_of"#,
        merge.snapshot_id,
        merge.now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Inserts bills; one that an earlier holder got stays theirs.
pub(super) async fn insert_bills(
    connection: &mut PgConnection,
    merge: &Merge<'_>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO subscriptions.bill (
             contract_id, bill_id, holder_generation, external_id, bill_number, period_start,
             period_end, nanos, currency, issue_date, due_date, state
         )
         SELECT staged.contract_id, part.bill_id, staged.holder_generation, part.external_id,
                part.bill_number, part.period_start, part.period_end, part.nanos, part.currency,
                part.issue_date, part.due_date, part.state
         FROM subscriptions.staged_contract AS staged
         CROSS JOIN LATERAL unnest(
             staged.bill_ids,
             staged.bill_external_ids,
             staged.bill_numbers,
             staged.bill_period_starts,
             staged.bill_period_ends,
             staged.bill_nanos,
             staged.bill_currencies,
             staged.bill_issue_dates,
             staged.bill_due_dates,
             staged.bill_states
         ) AS part (
             bill_id, external_id, bill_number, period_start, period_end, nanos, currency,
             issue_date, due_date, state
         )
         WHERE staged.snapshot_id = $1
         ON CONFLICT (contract_id, bill_id) DO NOTHING",
        merge.snapshot_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}
