use serde::{Deserialize, Serialize};

/// Most documents that a registration may name.
pub(crate) const MAX_DOCUMENTS: usize = 16;

/// One version of a document that people accept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub(crate) document_id: String,
    pub(crate) version: String,
}

/// Tells whether the accepted documents are exactly the current ones, in any order.
pub(crate) fn are_current(accepted: &[Terms], current: &[Terms]) -> bool {
    let sorted = |terms: &[Terms]| {
        let mut terms = terms.to_vec();
        terms.sort();
        terms.dedup();
        terms
    };
    sorted(accepted) == sorted(current)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(list: &[(&str, &str)]) -> Vec<Terms> {
        list.iter()
            .map(|(document_id, version)| Terms {
                document_id: (*document_id).to_owned(),
                version: (*version).to_owned(),
            })
            .collect()
    }

    #[test]
    fn only_every_current_document_is_enough() {
        let current = terms(&[("a", "2"), ("b", "1")]);
        assert!(are_current(&terms(&[("b", "1"), ("a", "2")]), &current));
        for outdated in [
            &[("a", "2")][..],
            &[("a", "1"), ("b", "1")],
            &[("a", "2"), ("b", "1"), ("c", "1")],
        ] {
            assert!(!are_current(&terms(outdated), &current), "{outdated:?}");
        }
    }
}
