//! Describes every SQL statement for builds that have no database.
//!
//! A private PostgreSQL gets the schemas of the checked-in migrations; the compiler asks it about
//! each statement, and the answers stand in `services/<name>/.sqlx`.

mod descriptions;
mod schema;

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use anyhow::ensure;
use kabinet_database::SERVICES;
use kabinet_provision::Postgres;

use crate::step;
use descriptions::Descriptions;

/// Writes the descriptions of one service, or of every one.
pub(crate) fn refresh(only: Option<&str>) -> anyhow::Result<()> {
    let services = chosen(only)?;
    for (service, descriptions) in describe(&services, "statements", compiling(&services))? {
        descriptions.write(&folder_of(service))?;
    }
    Ok(())
}

/// Fails where the checked-in descriptions differ from what the compiler would write.
pub(crate) fn check() -> anyhow::Result<()> {
    check_while("statements", compiling(&SERVICES))
}

/// The same while a step of its own compiles every service.
pub(crate) fn check_while(name: &str, compile: Command) -> anyhow::Result<()> {
    let mut stale = Vec::new();
    for (service, descriptions) in describe(&SERVICES, name, compile)? {
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

fn chosen(only: Option<&str>) -> anyhow::Result<Vec<&'static str>> {
    let chosen: Vec<_> = SERVICES
        .into_iter()
        .filter(|service| only.is_none_or(|only| only == *service))
        .collect();
    ensure!(
        !chosen.is_empty(),
        "no such service; there are {SERVICES:?}"
    );
    Ok(chosen)
}

fn folder_of(service: &str) -> PathBuf {
    crate::root().join("services").join(service).join(".sqlx")
}

/// Compiles these services and nothing else.
fn compiling(services: &[&str]) -> Command {
    let mut check = step::command("cargo", &["check", "--quiet", "--all-targets"]);
    for service in services {
        check.arg("--package").arg(format!("kabinet-{service}"));
    }
    check
}

/// Lets the compiler describe the statements of these services.
fn describe<'a>(
    services: &[&'a str],
    name: &str,
    mut compile: Command,
) -> anyhow::Result<BTreeMap<&'a str, Descriptions>> {
    let server = Postgres::ephemeral()?;
    let scratch = tempfile::tempdir()?;
    compile
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", scratch.path());
    for service in services {
        let url = schema::make(&server, service)?;
        compile.env(format!("SQLX_{}_DATABASE_URL", service.to_uppercase()), url);
        // The macros run again only when their file is newer than the last build.
        let library = crate::root()
            .join("services")
            .join(service)
            .join("src/lib.rs");
        fs::File::open(library)?.set_modified(step::now())?;
    }
    step::run(name, compile)?;
    Descriptions::read(scratch.path())?.by_service(services)
}
