use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64_NOPAD;
use thiserror::Error;

use super::cost::{Cost, HASH_LENGTH};

const SCHEME: &str = "kabinet1";
const ALGORITHM: &str = "argon2id";
const MAX_LENGTH: usize = 512;
const SALT_LENGTHS: std::ops::RangeInclusive<usize> = 8..=64;

/// A hash with everything that is needed to verify it:
/// `$kabinet1$argon2id$m=19456,t=2,p=1$k=<pepper key>,n=1$<salt>$<hash>`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) cost: Cost,
    pub(super) pepper_kid: String,
    pub(super) normalisation: u32,
    pub(super) salt: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

/// Tells that a text is not a record within the bounds.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the password record is malformed or out of bounds")]
pub(super) struct ParseError;

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "${SCHEME}${ALGORITHM}$m={},t={},p={}$k={},n={}${}${}",
            self.cost.memory_kib(),
            self.cost.passes(),
            self.cost.lanes(),
            self.pepper_kid,
            self.normalisation,
            BASE64_NOPAD.encode(&self.salt),
            BASE64_NOPAD.encode(&self.hash),
        )
    }
}

impl FromStr for Record {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text).ok_or(ParseError)
    }
}

fn parse(text: &str) -> Option<Record> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let mut parts = text.strip_prefix('$')?.split('$');
    if (parts.next()?, parts.next()?) != (SCHEME, ALGORITHM) {
        return None;
    }
    let [memory, passes, lanes] = values(parts.next()?, ["m", "t", "p"])?;
    let [pepper_kid, normalisation] = values(parts.next()?, ["k", "n"])?;
    let salt = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
    let hash = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
    if parts.next().is_some() || !SALT_LENGTHS.contains(&salt.len()) || hash.len() != HASH_LENGTH {
        return None;
    }
    Some(Record {
        cost: Cost::new(
            memory.parse().ok()?,
            passes.parse().ok()?,
            lanes.parse().ok()?,
        )?,
        pepper_kid: pepper_kid.to_owned(),
        normalisation: normalisation.parse().ok()?,
        salt,
        hash,
    })
}

fn values<'a, const N: usize>(text: &'a str, names: [&str; N]) -> Option<[&'a str; N]> {
    let mut fields = text.split(',');
    let mut values = [""; N];
    for (value, name) in values.iter_mut().zip(names) {
        *value = fields.next()?.strip_prefix(name)?.strip_prefix('=')?;
    }
    fields.next().is_none().then_some(values)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record() -> Record {
        Record {
            cost: Cost::new(19_456, 2, 1).unwrap(),
            pepper_kid: "k1".to_owned(),
            normalisation: 1,
            salt: vec![1; 16],
            hash: vec![2; 32],
        }
    }

    #[test]
    fn record_is_read_back() {
        assert!(record().to_string().parse() == Ok(record()));
    }

    #[test]
    fn records_out_of_bounds_are_refused() {
        let text = record().to_string();
        for (from, to) in [
            ("m=19456", "m=4294967295"),
            ("m=19456", "m=1"),
            ("t=2", "t=0"),
            ("t=2", "t=17"),
            ("p=1", "p=5"),
            ("argon2id", "argon2i"),
            ("kabinet1", "kabinet2"),
            ("n=1", "n=1,x=1"),
            ("AQEB", ""),
            ("AgIC", ""),
        ] {
            assert!(text.contains(from), "{from}");
            assert!(text.replace(from, to).parse::<Record>().is_err(), "{to}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_refused_without_panic(text in "[$a-z0-9=,/+]{0,80}") {
            prop_assert!(text.parse::<Record>().is_err());
        }
    }
}
