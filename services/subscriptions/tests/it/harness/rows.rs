//! What stands in the tables.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Row as _};

use super::Subscriptions;

impl Subscriptions {
    /// Returns the number that a statement asks for.
    pub(crate) async fn number(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Runs a statement that no RPC offers.
    pub(crate) async fn sql(&self, statement: &'static str) -> u64 {
        let done = sqlx::query(statement).execute(&self.pool).await;
        done.unwrap().rows_affected()
    }

    /// Counts the rows of a table.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        let count = AssertSqlSafe(format!("SELECT count(*) FROM subscriptions.{table}"));
        sqlx::query_scalar(count)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Counts the rows of every table.
    pub(crate) async fn counts(&self) -> BTreeMap<String, i64> {
        let mut counts = BTreeMap::new();
        for table in self.tables().await {
            let count = self.count(&table).await;
            counts.insert(table, count);
        }
        counts
    }

    /// Reads every row of every table as text; bytes are hexadecimal.
    pub(crate) async fn every_row(&self) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        for table in self.tables().await {
            let statement = format!("SELECT t::text FROM subscriptions.{table} AS t");
            let found = sqlx::query(AssertSqlSafe(statement))
                .fetch_all(&self.pool)
                .await
                .unwrap();
            rows.extend(found.iter().map(|row| (table.clone(), row.get(0))));
        }
        rows
    }

    async fn tables(&self) -> Vec<String> {
        sqlx::query_scalar(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'subscriptions'",
        )
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }
}
