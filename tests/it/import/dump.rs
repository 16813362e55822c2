//! All rows of an import as a few numbers, whatever their order.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use crate::suite::Suite;

const TABLES: [&str; 5] = [
    "subscriptions.contract",
    "subscriptions.contract_locator",
    "subscriptions.service",
    "subscriptions.balance",
    "subscriptions.bill",
];

/// Columns of a table whose cells are the same whenever the same is told: none that are sealed or
/// keyed, and no times, most of which are the suite's own.
const TOLD: &str = "
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
    FROM pg_attribute
    WHERE attrelid = $1::regclass
      AND attnum > 0
      AND NOT attisdropped
      AND atttypid NOT IN ('bytea'::regtype, 'timestamptz'::regtype)";

/// Which cells are looked at.
#[derive(Clone, Copy)]
pub(super) enum Cells {
    /// Every one.
    All,
    /// Those that only say what was told.
    Told,
}

/// Returns the number of rows of each table, and the sum of their hashes.
pub(super) async fn dump(suite: &Suite, cells: Cells) -> BTreeMap<&'static str, (i64, String)> {
    let mut connection = suite.database.connect().await;
    let mut rows = BTreeMap::new();
    for table in TABLES {
        let columns: String = match cells {
            Cells::All => "entry.*".to_owned(),
            Cells::Told => sqlx::query_scalar(TOLD)
                .bind(table)
                .fetch_one(&mut connection)
                .await
                .unwrap(),
        };
        // The server itself has quoted the names.
        let statement = format!(
            "SELECT count(*),
                    coalesce(sum(hashtextextended(ROW({columns})::text, 0)::numeric), 0)::text
             FROM {table} AS entry"
        );
        let counted = sqlx::query_as(AssertSqlSafe(statement))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        rows.insert(table, counted);
    }
    rows
}

/// Empties the tables, so that the next import is the first one again.
pub(super) async fn forget_contracts(suite: &Suite) {
    let mut connection = suite.database.connect().await;
    sqlx::query(AssertSqlSafe(format!("TRUNCATE {}", TABLES.join(", "))))
        .execute(&mut connection)
        .await
        .unwrap();
}
