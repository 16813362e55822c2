//! The file of rejected lines: made with the first of them.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use kabinet_feed::Reject;

/// Rejected lines with their reasons, one JSON object a line.
pub(super) struct Rejects {
    path: PathBuf,
    output: Option<BufWriter<File>>,
}

impl Rejects {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            output: None,
        }
    }

    pub(super) fn add(&mut self, reject: &Reject) -> io::Result<()> {
        let output = match &mut self.output {
            Some(output) => output,
            None => self
                .output
                .insert(BufWriter::new(File::create(&self.path)?)),
        };
        serde_json::to_writer(&mut *output, reject)?;
        output.write_all(b"\n")
    }

    /// Writes what is buffered.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.output.as_mut().map_or(Ok(()), BufWriter::flush)
    }

    /// Returns the file, if there is one.
    pub(super) fn written(&self) -> Option<&Path> {
        self.output.as_ref().map(|_| self.path.as_path())
    }
}
