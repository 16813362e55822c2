//! The hand-written Rust files of the repository.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

/// One file.
pub(super) struct Source {
    /// Path from the root, with slashes.
    pub(super) path: String,
    pub(super) text: String,
}

impl Source {
    /// Returns the file's name without its ending.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".rs").unwrap_or(name)
    }
}

/// Reads every Rust file below `crates`, `services` and `tests`.
pub(super) fn all(root: &Path) -> anyhow::Result<Vec<Source>> {
    let mut sources = Vec::new();
    for room in ["crates", "services", "tests"] {
        for path in files(&root.join(room))? {
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path)
                    .with_context(|| format!("{} cannot be read", path.display()))?;
                let path = path
                    .strip_prefix(root)?
                    .to_string_lossy()
                    .replace('\\', "/");
                sources.push(Source { path, text });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

/// Reads every Rust file below a folder.
pub(crate) fn all_of(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut texts = Vec::new();
    for path in files(folder)? {
        if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(&path)?);
        }
    }
    Ok(texts)
}

/// Names the packages that do not take the workspace's lints. Generated code cannot.
pub(super) fn packages_without_lints(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for room in ["crates", "services", "tests"] {
        for path in files(&root.join(room))? {
            if path.ends_with("Cargo.toml") && !path.ends_with("proto/Cargo.toml") {
                let text = fs::read_to_string(&path)?;
                if !text.contains("[lints]\nworkspace = true") {
                    complaints.push(format!("{}: does not take the lints", path.display()));
                }
            }
        }
    }
    Ok(complaints)
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be listed", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    Ok(found)
}
