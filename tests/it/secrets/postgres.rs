//! Looks into every column of every table.

use sqlx::{AssertSqlSafe, PgConnection};

use super::needles::{Finding, Needles};
use crate::suite::Suite;

/// Columns that can hold a text in any way, as quoted names and how to read them as bytes.
///
/// Types that cannot hold one are named: a type that nobody thought of is looked at.
const COLUMNS: &str = "
    SELECT format('%s.%s.%s', n.nspname, c.relname, a.attname) AS place,
           format(
               CASE t.typname
                   WHEN 'bytea' THEN 'SELECT %3$I FROM %1$I.%2$I WHERE %3$I IS NOT NULL'
                   ELSE 'SELECT convert_to(%3$I::text, ''UTF8'') FROM %1$I.%2$I
                         WHERE %3$I IS NOT NULL'
               END,
               n.nspname, c.relname, a.attname
           ) AS statement
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE c.relkind IN ('r', 'p', 'm')
      AND a.attnum > 0
      AND NOT a.attisdropped
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      AND t.typname NOT IN ('uuid', 'bool', 'int2', 'int4', 'int8', 'timestamptz')";

pub(super) async fn scan(suite: &Suite, needles: &Needles) -> Vec<Finding> {
    let mut connection = suite.database.connect().await;
    let columns: Vec<(String, String)> = sqlx::query_as(COLUMNS)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert!(columns.len() > 20, "the tables are not seen: {columns:?}");
    let mut findings = Vec::new();
    for (place, statement) in columns {
        for value in values(&mut connection, statement).await {
            findings.extend(needles.find(&place, &value));
        }
    }
    findings
}

/// Reads a column whose quoted name the server itself has put into the statement.
async fn values(connection: &mut PgConnection, statement: String) -> Vec<Vec<u8>> {
    sqlx::query_scalar(AssertSqlSafe(statement))
        .fetch_all(connection)
        .await
        .unwrap()
}

/// Puts values where the scanner has to find them.
pub(super) async fn plant(suite: &Suite, note: &str, raw: &[u8]) {
    let mut connection = suite.database.connect().await;
    sqlx::raw_sql("CREATE TABLE profile.planted (note text, raw bytea)")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("INSERT INTO profile.planted VALUES ($1, $2)")
        .bind(note)
        .bind(raw)
        .execute(&mut connection)
        .await
        .unwrap();
}
