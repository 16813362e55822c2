//! A database with the schema of one service's migrations.

use std::fs;

use anyhow::Context as _;
use kabinet_database::{Passwords, create_roles};
use kabinet_provision::Postgres;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// Makes the schema in a database of its own and returns the owner's URL.
pub(super) fn make(server: &Postgres, service: &str) -> anyhow::Result<String> {
    tokio::runtime::Runtime::new()?.block_on(migrated(server, service))
}

async fn migrated(server: &Postgres, service: &str) -> anyhow::Result<String> {
    let mut admin = PgConnection::connect(&server.admin_url()).await?;
    let create = format!("CREATE DATABASE {service}");
    sqlx::raw_sql(AssertSqlSafe(create))
        .execute(&mut admin)
        .await?;
    admin.close().await?;

    let mut admin = PgConnection::connect(&server.url(service, "postgres")).await?;
    create_roles(&mut admin, service, &Passwords::default()).await?;
    admin.close().await?;

    let url = server.url(service, &format!("{service}_owner"));
    let mut owner = PgConnection::connect(&url).await?;
    for (name, statements) in migrations(service)? {
        sqlx::raw_sql(AssertSqlSafe(statements))
            .execute(&mut owner)
            .await
            .with_context(|| format!("applying {name}"))?;
    }
    owner.close().await?;
    Ok(url)
}

/// Reads the migrations in their order.
fn migrations(service: &str) -> anyhow::Result<Vec<(String, String)>> {
    let folder = crate::root()
        .join("services")
        .join(service)
        .join("migrations");
    let mut migrations = fs::read_dir(&folder)
        .with_context(|| format!("{} cannot be listed", folder.display()))?
        .map(|entry| {
            let path = entry?.path();
            Ok((path.display().to_string(), fs::read_to_string(path)?))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    migrations.sort();
    Ok(migrations)
}
