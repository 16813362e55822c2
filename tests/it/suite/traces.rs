//! What a call leaves behind, where only the operator can look.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, PgConnection};

use super::Suite;

/// What each row of a table or each statement counts, by its name.
pub(crate) type Counts = BTreeMap<String, i64>;

const TABLES: &str = "
    SELECT format('%I.%I', schemaname, tablename)
    FROM pg_tables
    WHERE schemaname IN ('subscriptions', 'verification', 'profile', 'identity')";

/// Statements of the service's role. Those of its jobs come when they come.
const STATEMENTS: &str = "
    SELECT statements.query, sum(statements.calls)::bigint
    FROM pg_stat_statements AS statements
    JOIN pg_database AS database ON database.oid = statements.dbid
    JOIN pg_roles AS role ON role.oid = statements.userid
    WHERE database.datname = current_database()
      AND role.rolname = 'subscriptions_app'
      AND statements.query ~ '(subscriptions\\.|idempotency_record|advisory)'
      AND statements.query !~ '(^DELETE|sweep|expire_time <=)'
    GROUP BY statements.query";

impl Suite {
    /// Counts the rows of every table.
    pub(crate) async fn count_rows(&self) -> Counts {
        let mut connection = self.database.connect().await;
        let tables: Vec<String> = sqlx::query_scalar(TABLES)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let mut counts = Counts::new();
        for table in tables {
            let count = count(&mut connection, &table).await;
            counts.insert(table, count);
        }
        counts
    }

    /// Counts the statements of subscriptions' calls so far.
    pub(crate) async fn count_statements(&self) -> Counts {
        let mut connection = self.database.connect().await;
        sqlx::raw_sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            .execute(&mut connection)
            .await
            .unwrap();
        let rows: Vec<(String, i64)> = sqlx::query_as(STATEMENTS)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        rows.into_iter().collect()
    }
}

/// Counts the rows of a table whose quoted name the server itself has given.
async fn count(connection: &mut PgConnection, table: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
        .fetch_one(connection)
        .await
        .unwrap()
}

/// Returns what has been added; what has not changed is left out.
pub(crate) fn added(before: &Counts, after: &Counts) -> Counts {
    let difference = |(name, count): (&String, &i64)| {
        let added = count - before.get(name).unwrap_or(&0);
        (added != 0).then(|| (name.clone(), added))
    };
    after.iter().filter_map(difference).collect()
}
