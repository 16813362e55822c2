use std::fs::File;
use std::io::{self, Read as _};

use secrecy::SecretString;

use super::values::non_empty;
use super::{Given, Reader, Shape};
use crate::setting::SECRET;

/// Longest secret in bytes.
const MAX_SECRET_LENGTH: usize = 16 * 1024;

impl Reader<'_> {
    /// Reads a secret: the value of the key, or the content of the file that `<name>_file` names, without
    /// the newline at its end.
    pub fn secret(&mut self, name: &str) -> SecretString {
        let given = self.given_secret(name);
        self.or_missing(name, given).unwrap_or_default()
    }

    /// Reads a secret that may be absent, like [`Reader::secret`].
    pub fn optional_secret(&mut self, name: &str) -> Option<SecretString> {
        let given = self.given_secret(name);
        self.or_none(name, given)
    }

    fn given_secret(&mut self, name: &str) -> Given<SecretString> {
        let file_name = format!("{name}_file");
        let direct = self.given(
            name,
            Shape::Text,
            |_| SECRET,
            |text| non_empty(text).map(SecretString::from),
        );
        match (direct, self.given_secret_file(&file_name)) {
            (direct, Given::Absent) => direct,
            (Given::Absent, from_file) => from_file,
            _ => {
                let message = format!("must not be given together with {}", self.key(name));
                self.problem(&file_name, message);
                Given::Wrong
            }
        }
    }

    fn given_secret_file(&mut self, name: &str) -> Given<SecretString> {
        self.given(name, Shape::Text, |path| path, read_secret)
    }
}

fn read_secret(path: &str) -> Result<SecretString, String> {
    let content = read_bounded(path).map_err(|error| {
        format!(
            "must name a file with a secret in UTF-8, which cannot be read: {}",
            error.kind()
        )
    })?;
    if content.len() > MAX_SECRET_LENGTH {
        return Err(format!(
            "must name a file of at most {MAX_SECRET_LENGTH} bytes"
        ));
    }
    let secret = content.strip_suffix('\n').unwrap_or(&content);
    let secret = secret.strip_suffix('\r').unwrap_or(secret);
    if secret.is_empty() {
        return Err("must name a file that is not empty".to_owned());
    }
    Ok(SecretString::from(secret))
}

fn read_bounded(path: &str) -> io::Result<String> {
    let mut content = String::with_capacity(MAX_SECRET_LENGTH + 1);
    File::open(path)?
        .take(MAX_SECRET_LENGTH as u64 + 1)
        .read_to_string(&mut content)?;
    Ok(content)
}
