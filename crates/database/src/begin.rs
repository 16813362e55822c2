use sqlx::{PgPool, Postgres, Transaction};

/// Begins a transaction; a caller that gives up meanwhile leaves none open.
///
/// sqlx 0.9 does not know of a transaction whose beginning is dropped between `BEGIN` and the answer. The
/// connection goes back to the pool with it, and what is written there next is told to be stored and never
/// committed. So a task of its own begins it, which nobody drops.
pub async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let connection = pool.acquire().await?;
    let begun = tokio::spawn(Transaction::begin(connection, None)).await;
    begun.unwrap_or_else(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Err(sqlx::Error::WorkerCrashed),
    })
}
