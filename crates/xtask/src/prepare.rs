//! Describes every SQL statement for builds that have no database.
//!
//! A private PostgreSQL gets the schemas of the checked-in migrations; the compiler asks it about
//! each statement, and the answers stand in `services/<name>/.sqlx`.

mod descriptions;
mod schema;

use std::{fs, path::PathBuf};

use anyhow::ensure;
use kabinet_database::SERVICES;
use kabinet_provision::Postgres;

use crate::step;
use descriptions::Descriptions;

/// Writes the descriptions of every service.
pub(crate) fn refresh() -> anyhow::Result<()> {
    for (service, descriptions) in describe()?.by_service(&SERVICES)? {
        descriptions.write(&folder_of(service))?;
    }
    Ok(())
}

/// Fails where the checked-in descriptions differ from what the compiler would write.
pub(crate) fn check() -> anyhow::Result<()> {
    let mut stale = Vec::new();
    for (service, descriptions) in describe()?.by_service(&SERVICES)? {
        if descriptions != Descriptions::read(&folder_of(service))? {
            stale.push(service);
        }
    }
    ensure!(
        stale.is_empty(),
        "stale: {stale:?}; run `cargo xtask prepare`"
    );
    Ok(())
}

fn folder_of(service: &str) -> PathBuf {
    crate::root().join("services").join(service).join(".sqlx")
}

/// Lets the compiler describe the statements of the whole workspace.
fn describe() -> anyhow::Result<Descriptions> {
    let server = Postgres::ephemeral()?;
    let scratch = tempfile::tempdir()?;
    let mut check = step::command(
        "cargo",
        &["check", "--quiet", "--workspace", "--all-targets"],
    );
    check
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", scratch.path());
    for service in SERVICES {
        let url = schema::make(&server, service)?;
        check.env(format!("SQLX_{}_DATABASE_URL", service.to_uppercase()), url);
        // The macros run again only when their file is newer than the last build.
        let library = crate::root()
            .join("services")
            .join(service)
            .join("src/lib.rs");
        fs::File::open(library)?.set_modified(step::now())?;
    }
    step::run("statements", check)?;
    Descriptions::read(scratch.path())
}
