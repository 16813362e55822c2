//! Reads which fields an update names.

use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;
use prost_types::FieldMask;

/// Returns the fields that a mask names, each once, in the order of `known`: at least one, and no
/// other.
pub(super) fn read<F: Copy>(
    mask: Option<&FieldMask>,
    known: &[(&str, F)],
) -> Result<Vec<F>, Refusal> {
    let paths = mask.map(|mask| mask.paths.as_slice()).unwrap_or_default();
    let is_known = |path: &String| known.iter().any(|(name, _)| name == path);
    if !paths.iter().all(is_known) {
        return Err(refusal("names a field that cannot be changed"));
    }
    let named = known
        .iter()
        .filter(|(name, _)| paths.iter().any(|path| path == name));
    let fields: Vec<_> = named.map(|(_, field)| *field).collect();
    if fields.is_empty() {
        return Err(refusal("names no field"));
    }
    Ok(fields)
}

fn refusal(description: &'static str) -> Refusal {
    Refusal::invalid_argument(
        Reason::UpdateMaskInvalid,
        "the update mask names a field that cannot be changed, or none",
    )
    .field("update_mask", "UPDATE_MASK_INVALID", description)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [(&str, char); 2] = [("a", 'a'), ("b", 'b')];

    fn fields(paths: &[&str]) -> Option<Vec<char>> {
        let paths = paths.iter().map(ToString::to_string).collect();
        read(Some(&FieldMask { paths }), &KNOWN).ok()
    }

    #[test]
    fn each_named_field_counts_once() {
        assert_eq!(fields(&["b", "a", "b"]), Some(vec!['a', 'b']));
        assert_eq!(fields(&["b"]), Some(vec!['b']));
    }

    #[test]
    fn mask_that_names_nothing_or_something_else_is_refused() {
        for paths in [
            &[][..],
            &["c"],
            &["a", "c"],
            &["*"],
            &["A"],
            &["a.b"],
            &[""],
        ] {
            assert_eq!(fields(paths), None, "{paths:?}");
        }
        let refusal = read(None, &KNOWN).unwrap_err();
        assert_eq!(refusal.reason(), Reason::UpdateMaskInvalid);
    }
}
