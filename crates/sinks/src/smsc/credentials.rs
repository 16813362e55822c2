use std::fmt;

use thiserror::Error;

/// SMPP 3.4, section 5.2.1, the closing NUL apart.
const MAX_SYSTEM_ID: usize = 15;
/// SMPP 3.4, section 5.2.2, the closing NUL apart.
const MAX_PASSWORD: usize = 8;
const DEFAULT: &str = "kabinet";

/// Tells why a name and a password cannot travel in a bind.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CredentialsError {
    /// The name is empty, too long or has other characters than visible ASCII.
    #[error("system_id must have 1 to {MAX_SYSTEM_ID} visible ASCII characters")]
    SystemId,
    /// The password is empty, too long or has other characters than visible ASCII.
    #[error("password must have 1 to {MAX_PASSWORD} visible ASCII characters")]
    Password,
}

/// Holds what a client of the SMS sink must show; `kabinet` and `kabinet` by default.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    system_id: String,
    password: String,
}

impl Credentials {
    /// Checks that the name and the password fit into a bind.
    pub fn new(system_id: &str, password: &str) -> Result<Self, CredentialsError> {
        if !fits(system_id, MAX_SYSTEM_ID) {
            return Err(CredentialsError::SystemId);
        }
        if !fits(password, MAX_PASSWORD) {
            return Err(CredentialsError::Password);
        }
        Ok(Self {
            system_id: system_id.to_owned(),
            password: password.to_owned(),
        })
    }

    /// Returns the name.
    pub fn system_id(&self) -> &str {
        &self.system_id
    }

    /// Returns the password.
    pub fn password(&self) -> &str {
        &self.password
    }
}

impl Default for Credentials {
    fn default() -> Self {
        Self {
            system_id: DEFAULT.to_owned(),
            password: DEFAULT.to_owned(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("system_id", &self.system_id)
            .finish_non_exhaustive()
    }
}

fn fits(text: &str, max_length: usize) -> bool {
    (1..=max_length).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_fit_into_a_bind() {
        assert!(Credentials::new("kabinet", "12345678").is_ok());
        let default = Credentials::default();
        assert!(Credentials::new(default.system_id(), default.password()).is_ok());
        for system_id in ["", "sixteen-letters!", "кабинет", "a b"] {
            assert_eq!(
                Credentials::new(system_id, "secret"),
                Err(CredentialsError::SystemId),
                "{system_id}"
            );
        }
        for password in ["", "123456789", "a\0b"] {
            assert_eq!(
                Credentials::new("kabinet", password),
                Err(CredentialsError::Password),
                "{password}"
            );
        }
    }

    #[test]
    fn debug_does_not_show_the_password() {
        let credentials = Credentials::new("kabinet", "hush").unwrap();
        assert!(!format!("{credentials:?}").contains("hush"));
    }
}
