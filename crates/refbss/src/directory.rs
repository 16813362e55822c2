//! The books on a disk: one file, replaced whole, changed by one process at a time.

mod file;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::Books;

const BOOKS: &str = "books.ndjson";
const UNFINISHED: &str = "books.ndjson.new";
const LOCK: &str = "books.lock";

/// Why books cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The disk refuses.
    #[error("{} cannot be read or written", path.display())]
    Io {
        /// What was read or written.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// A line of the file is none of ours.
    #[error("line {line} of {} is not of such books", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
    },
}

/// A directory that is locked for this process until it is dropped.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
    _lock: File,
}

impl Directory {
    /// Waits until nobody else works with the books; makes the directory where there is none.
    pub fn lock(path: &Path) -> Result<Self, DirectoryError> {
        fs::create_dir_all(path).map_err(|source| failed(path, source))?;
        let file = path.join(LOCK);
        let lock = File::create(&file).and_then(|lock| lock.lock().map(|()| lock));
        Ok(Self {
            path: path.to_owned(),
            _lock: lock.map_err(|source| failed(&file, source))?,
        })
    }

    /// Opens the books, if there are any.
    pub fn open(&self) -> Result<Option<Books>, DirectoryError> {
        let path = self.path.join(BOOKS);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(failed(&path, source)),
        };
        let books = file::read(&text);
        books
            .map(Some)
            .map_err(|line| DirectoryError::Corrupt { path, line })
    }

    /// Replaces the books: a crash leaves the old ones or the new ones.
    pub fn save(&self, books: &Books) -> Result<(), DirectoryError> {
        let unfinished = self.path.join(UNFINISHED);
        write(&unfinished, books).map_err(|source| failed(&unfinished, source))?;
        let path = self.path.join(BOOKS);
        fs::rename(&unfinished, &path).map_err(|source| failed(&path, source))?;
        let directory = File::open(&self.path).and_then(|directory| directory.sync_all());
        directory.map_err(|source| failed(&self.path, source))
    }
}

fn write(path: &Path, books: &Books) -> io::Result<()> {
    let mut output = io::BufWriter::new(File::create(path)?);
    file::write(books, &mut output)?;
    let file = output
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}

fn failed(path: &Path, source: io::Error) -> DirectoryError {
    DirectoryError::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests;
