//! Billing systems that the operator runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use thiserror::Error;

/// Longest name, in characters: it stands in every row of the source.
const MAX_LENGTH: usize = 32;

/// Tells that a text is no list of billing systems.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("must name billing systems by 1 to {MAX_LENGTH} of a-z, 0-9, - and _, separated by commas")]
pub(crate) struct ParseSourcesError;

/// Names of the billing systems that may write.
#[derive(Clone, Debug)]
pub(crate) struct BillingSources(Arc<BTreeSet<String>>);

impl BillingSources {
    /// Reads a list such as `demo,east`; an empty text names none.
    pub(crate) fn parse(text: &str) -> Result<Self, ParseSourcesError> {
        if text.trim().is_empty() {
            return Ok(Self::none());
        }
        let names = text.split(',').map(|name| read(name.trim()));
        Ok(Self(Arc::new(names.collect::<Result<_, _>>()?)))
    }

    /// Names no billing system.
    pub(crate) fn none() -> Self {
        Self(Arc::default())
    }

    /// Tells whether the operator runs a billing system of this name.
    pub(crate) fn contains(&self, source_id: &str) -> bool {
        self.0.contains(source_id)
    }
}

fn read(name: &str) -> Result<String, ParseSourcesError> {
    let is_plain = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
    };
    if (1..=MAX_LENGTH).contains(&name.len()) && name.bytes().all(is_plain) {
        Ok(name.to_owned())
    } else {
        Err(ParseSourcesError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_found() {
        let sources = BillingSources::parse("demo, east-2").unwrap();
        assert!(sources.contains("demo") && sources.contains("east-2"));
        assert!(!sources.contains("west") && !sources.contains(""));
        assert!(!BillingSources::parse(" ").unwrap().contains(""));
    }

    #[test]
    fn other_names_are_refused() {
        for text in ["Demo", "demo,", "de mo", "bss/demo", &"a".repeat(33)] {
            assert_eq!(
                BillingSources::parse(text).unwrap_err(),
                ParseSourcesError,
                "{text}"
            );
        }
    }
}
