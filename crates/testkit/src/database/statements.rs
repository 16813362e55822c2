use tokio::sync::OnceCell;

use super::{TestDatabase, connect};

/// Counts the statements that a test's database executes, whoever sends them.
///
/// Every one counts: also BEGIN and COMMIT, and those that fail while they run.
#[derive(Debug)]
pub struct StatementCount<'a> {
    database: &'a TestDatabase,
}

impl<'a> StatementCount<'a> {
    /// Counts the statements of this database.
    pub fn of(database: &'a TestDatabase) -> StatementCount<'a> {
        StatementCount { database }
    }

    /// Runs the operation and returns its output and the number of statements meanwhile.
    pub async fn during<T, F: Future<Output = T>>(
        &self,
        operation: impl FnOnce() -> F,
    ) -> (T, u64) {
        let before = self.total().await;
        let output = operation().await;
        (output, self.total().await - before)
    }

    /// Asks in another database, so that the question itself is not counted.
    async fn total(&self) -> u64 {
        let admin_url = self.database.server.admin_url();
        ensure_extension(&admin_url).await;
        let calls: i64 = sqlx::query_scalar(
            "SELECT coalesce(sum(statements.calls), 0)::bigint
             FROM pg_stat_statements AS statements
             JOIN pg_database AS database ON database.oid = statements.dbid
             WHERE database.datname = $1",
        )
        .bind(&self.database.name)
        .fetch_one(&mut connect(&admin_url).await)
        .await
        .expect("the statements are counted");
        u64::try_from(calls).expect("a count is not negative")
    }
}

async fn ensure_extension(admin_url: &str) {
    static MADE: OnceCell<()> = OnceCell::const_new();
    MADE.get_or_init(|| async {
        sqlx::raw_sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            .execute(&mut connect(admin_url).await)
            .await
            .expect("PostgreSQL has its contrib modules (package postgresql-contrib)");
    })
    .await;
}
