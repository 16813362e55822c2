use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Tells why a configuration file could not be read.
#[derive(Debug, Error)]
pub enum FileError {
    /// The file is not there, or may not be read.
    #[error("the configuration file {} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not TOML; the parser's own error is not kept, because it quotes the line.
    #[error("the configuration file {} is not TOML: line {line}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What the parser expected.
        message: String,
    },
}

pub(crate) fn read(path: &Path) -> Result<toml::Table, FileError> {
    let text = fs::read_to_string(path).map_err(|source| FileError::Read {
        path: path.into(),
        source,
    })?;
    text.parse()
        .map_err(|error: toml::de::Error| FileError::Syntax {
            path: path.into(),
            line: line_at(&text, error.span().map_or(0, |span| span.start)),
            message: error.message().to_owned(),
        })
}

fn line_at(text: &str, position: usize) -> usize {
    1 + text
        .bytes()
        .take(position)
        .filter(|byte| *byte == b'\n')
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_file_is_reported_with_its_path() {
        let error = read(Path::new("/nonexistent/kabinet.toml")).unwrap_err();
        assert!(matches!(error, FileError::Read { .. }));
        assert!(error.to_string().contains("/nonexistent/kabinet.toml"));
    }

    #[test]
    fn syntax_error_names_the_line_and_does_not_quote_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("kabinet.toml");
        fs::write(
            &path,
            "[identity]\nlisten = 'x'\ndatabase_url = \"hunter2\n",
        )
        .unwrap();
        let error = read(&path).unwrap_err();
        assert!(
            matches!(error, FileError::Syntax { line: 3, .. }),
            "{error}"
        );
        assert!(
            !format!("{error}{error:?}").contains("hunter2"),
            "{error:?}"
        );
    }
}
