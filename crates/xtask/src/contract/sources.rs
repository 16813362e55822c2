//! Compiles the contracts as they stand, with their comments.
//!
//! They are read here and not taken from `kabinet-proto`, so that a contract that the build refuses
//! keeps no task from running.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use prost_reflect::DescriptorPool;
use protox::Compiler;

/// Compiles every contract below a folder; what it imports is looked up in the roots, and among the
/// files of other projects.
pub(super) fn compile(folder: &Path, roots: &[&Path]) -> anyhow::Result<DescriptorPool> {
    let third_party = crate::root().join("proto/third_party");
    let mut compiler = Compiler::new(roots.iter().copied().chain([third_party.as_path()]))?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(contracts(folder)?)?;
    Ok(DescriptorPool::decode(
        compiler.encode_file_descriptor_set().as_slice(),
    )?)
}

fn contracts(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be listed", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "proto") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Compiles one contract that stands nowhere; it may import the real ones.
#[cfg(test)]
pub(super) fn of_text(name: &str, text: &str) -> DescriptorPool {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, text).unwrap();
    compile(root.path(), &[root.path(), &crate::root().join("proto")]).unwrap()
}
