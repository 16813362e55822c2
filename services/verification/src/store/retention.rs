use time::OffsetDateTime;

use super::{Ledger, PAGE};

impl Ledger {
    /// Deletes messages that were queued before that time; tells how many.
    pub(crate) async fn sweep_deliveries(
        &self,
        before: OffsetDateTime,
    ) -> Result<u64, sqlx::Error> {
        let swept = sqlx::query!(
            "DELETE FROM verification.delivery AS delivery
             USING (
               SELECT verification_id, generation
               FROM verification.delivery
               WHERE create_time < $1
               LIMIT $2
               FOR UPDATE SKIP LOCKED
             ) AS old
             WHERE delivery.verification_id = old.verification_id
               AND delivery.generation = old.generation",
            before,
            i64::from(PAGE),
        )
        .execute(&self.pool)
        .await?;
        Ok(swept.rows_affected())
    }

    /// Deletes failed guesses of before that time; tells how many.
    pub(crate) async fn sweep_failed_guesses(
        &self,
        before: OffsetDateTime,
    ) -> Result<u64, sqlx::Error> {
        let swept = sqlx::query!(
            "DELETE FROM verification.failed_guess AS guess
             USING (
               SELECT verification_id, attempt
               FROM verification.failed_guess
               WHERE guess_time < $1
               LIMIT $2
               FOR UPDATE SKIP LOCKED
             ) AS old
             WHERE guess.verification_id = old.verification_id
               AND guess.attempt = old.attempt",
            before,
            i64::from(PAGE),
        )
        .execute(&self.pool)
        .await?;
        Ok(swept.rows_affected())
    }

    /// Deletes notices that were queued before that time; tells how many.
    pub(crate) async fn sweep_notices(&self, before: OffsetDateTime) -> Result<u64, sqlx::Error> {
        let swept = sqlx::query!(
            "DELETE FROM verification.notice AS notice
             USING (
               SELECT id
               FROM verification.notice
               WHERE create_time < $1
               LIMIT $2
               FOR UPDATE SKIP LOCKED
             ) AS old
             WHERE notice.id = old.id",
            before,
            i64::from(PAGE),
        )
        .execute(&self.pool)
        .await?;
        Ok(swept.rows_affected())
    }
}
