//! Writes what the contracts say for people and programs that do not read them: the table of RPCs, the
//! catalogue of reasons and which RPC gives which.

mod catalogue;
mod comment;
mod rpc;
mod rpcs;
mod sources;

use std::fs;

use anyhow::{Context as _, ensure};

use catalogue::Catalogue;

/// Packages whose RPCs stand in the table, in its order.
const SUITE: [&str; 4] = ["identity", "profile", "verification", "subscriptions"];

/// Everything that is written, by path from the root.
type Files = [(&'static str, String); 3];

/// Writes the files.
pub(crate) fn write() -> anyhow::Result<()> {
    for (path, text) in files()? {
        fs::write(crate::root().join(path), text).context(path)?;
    }
    Ok(())
}

/// Fails where a file differs from what would be written.
pub(crate) fn check() -> anyhow::Result<()> {
    let mut stale = Vec::new();
    for (path, text) in files()? {
        let standing = fs::read_to_string(crate::root().join(path)).unwrap_or_default();
        if standing != text {
            stale.push(path);
        }
    }
    ensure!(
        stale.is_empty(),
        "stale: {}; run `cargo xtask contract`",
        stale.join(", ")
    );
    Ok(())
}

fn files() -> anyhow::Result<Files> {
    let proto = crate::root().join("proto");
    let pool = sources::compile(&proto.join("kabinet"), &[&proto])?;
    let texts = crate::root().join(catalogue::TEXTS);
    let texts = fs::read_to_string(texts).context(catalogue::TEXTS)?;

    let (catalogue, faults) = Catalogue::read(&pool, &texts)?;
    refuse(&faults)?;
    let (rpcs, faults) = rpc::all(&pool, &SUITE, &catalogue);
    refuse(&faults)?;
    Ok([
        ("proto/RPCS.md", rpcs::page(&rpcs, &catalogue)),
        ("proto/reasons.json", catalogue.json()?),
        ("proto/rpc_reasons.json", rpcs::reasons(&rpcs, &catalogue)?),
    ])
}

#[expect(
    clippy::print_stderr,
    reason = "a task talks to the person who runs it"
)]
fn refuse(faults: &[String]) -> anyhow::Result<()> {
    for fault in faults {
        eprintln!("{fault}");
    }
    ensure!(faults.is_empty(), "contract: {} faults", faults.len());
    Ok(())
}
