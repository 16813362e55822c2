//! The small operator that `kabinet dev` brings along.

use std::{fs, io, path::PathBuf};

use anyhow::Context as _;

use super::{Plan, Start};
use crate::{bss, terminal};

/// Tells subscriptions what the operator's books say; a start over begins new books.
pub(super) async fn load(plan: &Plan) -> anyhow::Result<()> {
    let directory = books(plan);
    if plan.start == Start::Over {
        forget(&directory)?;
    }
    let told = bss::load(&directory, &plan.ports.feed()?)
        .await
        .context("loading the small operator")?;
    terminal::progress(&format!(
        "the small operator has {} contracts, {} of them new",
        told.read, told.result.created_count
    ));
    Ok(())
}

/// Returns the directory of the operator's books.
fn books(plan: &Plan) -> PathBuf {
    plan.directory.join(bss::BOOKS)
}

fn forget(directory: &std::path::Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", directory.display()))
        }
        _ => Ok(()),
    }
}
