//! The migrations of a service that lends books.

use std::sync::LazyLock;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

pub(crate) static BOOK: LazyLock<Migrator> = LazyLock::new(|| {
    migrator([(
        1,
        "CREATE TABLE identity.book (
             id integer NOT NULL,
             loans integer NOT NULL,
             CONSTRAINT book_pkey PRIMARY KEY (id)
         )",
    )])
});

pub(crate) fn migrator<const N: usize>(migrations: [(i64, &'static str); N]) -> Migrator {
    let migrations = migrations.map(|(version, sql)| {
        Migration::new(
            version,
            "test".into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            sql.contains("CONCURRENTLY"),
        )
    });
    let mut migrator = Migrator::with_migrations(migrations.into());
    migrator.dangerous_set_table_name("identity._sqlx_migrations");
    migrator
}

/// The applied migrations and more.
pub(crate) fn book_and<const N: usize>(more: [(i64, &'static str); N]) -> Migrator {
    let mut migrations: Vec<_> = BOOK.iter().cloned().collect();
    migrations.extend(migrator(more).iter().cloned());
    let mut migrator = Migrator::with_migrations(migrations);
    migrator.dangerous_set_table_name("identity._sqlx_migrations");
    migrator
}
