//! E-mail addresses (RFC 5321 with the internationalised mailboxes of RFC 6531).

use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

mod domain;
mod local_part;

/// RFC 5321, section 4.5.3.1.3: a path has 256 octets, its angle brackets included.
const MAX_OCTETS: usize = 254;

/// Tells why a text is not an e-mail address.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// The text has no at sign between two parts.
    #[error("must be a name and a domain with @ between them")]
    NoAtSign,
    /// The address is longer than mail servers take.
    #[error("must have at most {MAX_OCTETS} octets")]
    TooLong,
    /// The part before the at sign is not one that is accepted.
    #[error("the part before @ is not acceptable")]
    LocalPart,
    /// The part after the at sign is not a full domain name.
    #[error("the part after @ is not a domain name")]
    Domain,
}

/// Holds an e-mail address whose domain is in its ASCII form; `Debug` masks it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress {
    address: String,
    at: usize,
}

impl EmailAddress {
    /// Reads an address such as `ivan@example.com`; quoted names and address literals are refused.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim_matches(' ');
        // An internationalised domain can only grow on its way to the ASCII form.
        if text.len() > 4 * MAX_OCTETS {
            return Err(Error::TooLong);
        }
        let (local_part, domain) = text.rsplit_once('@').ok_or(Error::NoAtSign)?;
        if local_part.is_empty() || domain.is_empty() {
            return Err(Error::NoAtSign);
        }
        let local_part: String = local_part.nfc().collect();
        if !local_part::is_acceptable(&local_part) {
            return Err(Error::LocalPart);
        }
        let domain = domain::to_ascii(domain).ok_or(Error::Domain)?;
        if local_part.len() + 1 + domain.len() > MAX_OCTETS {
            return Err(Error::TooLong);
        }
        Ok(Self {
            at: local_part.len(),
            address: format!("{local_part}@{domain}"),
        })
    }

    /// Returns the address, as a message is sent to it.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// Returns the part before the at sign.
    pub fn local_part(&self) -> &str {
        &self.address[..self.at]
    }

    /// Returns the domain in lower-case A-labels.
    pub fn domain(&self) -> &str {
        &self.address[self.at + 1..]
    }

    /// Returns the form by which equal addresses are recognised, for blind indexes only: no mail
    /// provider of note tells people apart by the case of the name.
    pub fn normalised(&self) -> String {
        let local_part = caseless::default_case_fold_str(self.local_part());
        format!("{}@{}", local_part.nfc(), self.domain())
    }

    /// Shows the first character of the name and of the domain, and the top-level domain, such as
    /// `i***@e***.com`.
    pub fn masked(&self) -> String {
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        let (domain, top_level) = self
            .domain()
            .rsplit_once('.')
            .unwrap_or((self.domain(), ""));
        format!(
            "{}***@{}***.{top_level}",
            first(self.local_part()),
            first(domain)
        )
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EmailAddress").field(&self.masked()).finish()
    }
}

#[cfg(test)]
mod tests;
