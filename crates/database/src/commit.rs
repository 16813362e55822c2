use kabinet_env::crash;
use sqlx::{Postgres, Transaction};

/// Commits the transaction between the crash points `<name>.before_commit` and `<name>.after_commit`.
///
/// An error leaves open whether the transaction was committed: only an idempotent repeat tells.
pub async fn commit(
    transaction: Transaction<'_, Postgres>,
    name: &'static str,
) -> Result<(), sqlx::Error> {
    crash::point(&format!("{name}.before_commit"));
    transaction.commit().await?;
    crash::point(&format!("{name}.after_commit"));
    Ok(())
}
