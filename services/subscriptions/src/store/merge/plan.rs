//! How Postgres is to go about a merge. It has no statistics of rows that came a moment ago, and
//! only the owner of a table may have them taken: how many there are is known without them.

use sqlx::PgConnection;

use super::super::Error;

/// How long one statement of a merge may take.
const STATEMENT_TIMEOUT: &str = "10min";
/// Memory of one hash table or sort.
const WORK_MEMORY: &str = "64MB";
/// Looking one contract up costs about as much as reading so many in a row.
const LOOKUP_COST: i64 = 20;
/// So few are looked up whatever the tables hold.
const FEW: i64 = 1_000;

/// How the tables of a merge are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joins {
    /// Each staged record is looked up.
    Lookups,
    /// The tables are read as a whole.
    Scans,
}

/// Sets the bounds of a merge for this transaction.
pub(crate) async fn bound(connection: &mut PgConnection) -> Result<(), Error> {
    sqlx::query!(
        "SELECT set_config('statement_timeout', $1, true) AS statement_timeout,
                set_config('work_mem', $2, true) AS work_mem,
                set_config('plan_cache_mode', 'force_custom_plan', true) AS plan_cache_mode,
                set_config('jit', 'off', true) AS jit",
        STATEMENT_TIMEOUT,
        WORK_MEMORY,
    )
    .fetch_one(connection)
    .await?;
    Ok(())
}

/// Joins from here on for so many staged records.
pub(crate) async fn join_few_or_many(
    connection: &mut PgConnection,
    staged: i64,
) -> Result<(), Error> {
    let few = staged <= FEW || staged * LOOKUP_COST < contracts(connection).await?;
    let joins = if few { Joins::Lookups } else { Joins::Scans };
    join_by(connection, joins).await
}

/// Joins from here on for everything that a source has.
pub(crate) async fn join_all(connection: &mut PgConnection) -> Result<(), Error> {
    join_by(connection, Joins::Scans).await
}

async fn join_by(connection: &mut PgConnection, joins: Joins) -> Result<(), Error> {
    let (lookups, scans) = match joins {
        Joins::Lookups => ("on", "off"),
        Joins::Scans => ("off", "on"),
    };
    sqlx::query!(
        "SELECT set_config('enable_nestloop', $1, true) AS nestloop,
                set_config('enable_hashjoin', $2, true) AS hashjoin,
                set_config('enable_mergejoin', $2, true) AS mergejoin",
        lookups,
        scans,
    )
    .fetch_one(connection)
    .await?;
    Ok(())
}

/// Estimates how many contracts there are; not below zero.
async fn contracts(connection: &mut PgConnection) -> Result<i64, Error> {
    let estimate = sqlx::query_scalar!(
        r#"SELECT GREATEST(reltuples, 0)::bigint AS "estimate!"
           FROM pg_catalog.pg_class
           WHERE oid = 'subscriptions.contract'::regclass"#,
    )
    .fetch_one(connection)
    .await?;
    Ok(estimate)
}
