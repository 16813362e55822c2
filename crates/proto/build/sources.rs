//! Finds the contracts and compiles them with protox, without protoc.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fs, io};

use prost_reflect::DescriptorPool;
use prost_reflect::prost_types::FileDescriptorSet;
use protox::Compiler;

/// Compiled contracts with everything that they import.
pub(crate) struct Contracts {
    /// Encoded descriptor set with comments and custom options.
    pub(crate) descriptor_set: Vec<u8>,
    pub(crate) pool: DescriptorPool,
    /// What Rust types are made from.
    pub(crate) files: FileDescriptorSet,
}

impl Contracts {
    /// Compiles every contract below `directory`; imports are looked up in `includes`.
    pub(crate) fn compile(directory: &Path, includes: &[&Path]) -> Result<Self, Box<dyn Error>> {
        let mut sources = Vec::new();
        find(directory, &mut sources)?;
        sources.sort();

        let mut compiler = Compiler::new(includes)?;
        compiler.include_imports(true).include_source_info(true);
        compiler.open_files(&sources)?;

        let mut files = compiler.file_descriptor_set();
        // Nothing at run time reads a rule: the rules are compiled.
        files.file.retain(|file| file.package() != "buf.validate");
        Ok(Self {
            descriptor_set: compiler.encode_file_descriptor_set(),
            pool: compiler.descriptor_pool(),
            files,
        })
    }
}

fn find(directory: &Path, sources: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", directory.display());
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, sources)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "proto")
        {
            println!("cargo::rerun-if-changed={}", path.display());
            sources.push(path);
        }
    }
    Ok(())
}
