//! Tables that belong to a crate stand word for word in the first migration of every service that
//! uses the crate.

use std::{fs, path::Path};

use anyhow::Context as _;

/// Schemas that services copy.
const SCHEMAS: [&str; 2] = ["crates/outbox/schema.sql", "crates/idempotency/schema.sql"];
const MIGRATION: &str = "migrations/0001_outbox_and_requests.sql";

/// Names the migrations that lack a schema, or hold another form of it.
pub(super) fn complaints(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for entry in fs::read_dir(root.join("services"))? {
        let migration = entry?.path().join(MIGRATION);
        let Ok(copied) = fs::read_to_string(&migration) else {
            continue;
        };
        for schema in SCHEMAS {
            let text = fs::read_to_string(root.join(schema)).context(schema)?;
            if !copied.contains(text.trim()) {
                complaints.push(format!("{}: differs from {schema}", migration.display()));
            }
        }
    }
    Ok(complaints)
}
