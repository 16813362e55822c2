use std::time::{Duration, Instant};

use futures::TryStreamExt as _;
use kabinet_testkit::TestDatabase;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

const TABLES: [&str; 5] = ["contract", "contract_locator", "service", "balance", "bill"];

/// Copies the rows that stand into tables with the same indexes, and returns how long that takes:
/// those of contracts, and those of all tables.
pub(crate) async fn copies(database: &TestDatabase) -> (Duration, Duration) {
    let mut connection = PgConnection::connect(&database.admin_url()).await.unwrap();
    let mut times = Vec::new();
    for table in TABLES {
        let copy =
            format!("CREATE TABLE public.bare_{table} (LIKE subscriptions.{table} INCLUDING ALL)");
        sqlx::raw_sql(AssertSqlSafe(copy))
            .execute(&mut connection)
            .await
            .unwrap();
        let rows = rows(&mut connection, table).await;
        let start = Instant::now();
        let into = format!("COPY public.bare_{table} FROM STDIN (FORMAT binary)");
        let mut copy = connection.copy_in_raw(&into).await.unwrap();
        for chunk in rows {
            copy.send(chunk).await.unwrap();
        }
        copy.finish().await.unwrap();
        times.push(start.elapsed());
    }
    for table in TABLES {
        let drop = format!("DROP TABLE public.bare_{table}");
        sqlx::raw_sql(AssertSqlSafe(drop))
            .execute(&mut connection)
            .await
            .unwrap();
    }
    (times[0], times.iter().sum())
}

/// Reads every row of a table, in chunks of some 256 KiB.
async fn rows(connection: &mut PgConnection, table: &str) -> Vec<Vec<u8>> {
    const CHUNK: usize = 256 * 1024;
    let from = format!("COPY subscriptions.{table} TO STDOUT (FORMAT binary)");
    let mut read = connection.copy_out_raw(&from).await.unwrap();
    let mut chunks = vec![Vec::with_capacity(CHUNK)];
    while let Some(bytes) = read.try_next().await.unwrap() {
        if chunks.last().unwrap().len() > CHUNK {
            chunks.push(Vec::with_capacity(CHUNK));
        }
        chunks.last_mut().unwrap().extend_from_slice(&bytes);
    }
    chunks
}
