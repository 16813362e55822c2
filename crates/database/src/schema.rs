use std::collections::HashMap;

use sqlx::PgPool;
use sqlx::error::DatabaseError;
use sqlx::migrate::{Migrate, MigrateError, Migrator};
use thiserror::Error;

const UNDEFINED_TABLE: &str = "42P01";

/// Tells why a binary must not work on the schema that it found.
#[derive(Debug, Error)]
pub enum SchemaMismatch {
    /// No migration was ever applied.
    #[error("the schema was never migrated")]
    NotMigrated,
    /// A migration that the binary needs was not applied.
    #[error("migration {0} is not applied")]
    Missing(i64),
    /// A migration was applied with another text than the binary knows.
    #[error("migration {0} was applied with another text")]
    Changed(i64),
    /// The applied migrations could not be read.
    #[error("the applied migrations cannot be read")]
    Unreadable(#[source] MigrateError),
}

/// Checks that every migration of the binary is applied, unchanged.
///
/// Later migrations are no mismatch: schemas are expanded before the binaries that need it.
pub async fn schema_is_current(pool: &PgPool, migrator: &Migrator) -> Result<(), SchemaMismatch> {
    let mut connection = pool
        .acquire()
        .await
        .map_err(|error| SchemaMismatch::Unreadable(MigrateError::Execute(error)))?;
    let applied: HashMap<i64, _> = connection
        .list_applied_migrations(&migrator.table_name)
        .await
        .map_err(unreadable)?
        .into_iter()
        .map(|migration| (migration.version, migration.checksum))
        .collect();
    for migration in migrator.iter() {
        match applied.get(&migration.version) {
            None => return Err(SchemaMismatch::Missing(migration.version)),
            Some(checksum) if *checksum != migration.checksum => {
                return Err(SchemaMismatch::Changed(migration.version));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn unreadable(error: MigrateError) -> SchemaMismatch {
    let code = match &error {
        MigrateError::Execute(error) => error.as_database_error().and_then(DatabaseError::code),
        _ => None,
    };
    if code.as_deref() == Some(UNDEFINED_TABLE) {
        SchemaMismatch::NotMigrated
    } else {
        SchemaMismatch::Unreadable(error)
    }
}
