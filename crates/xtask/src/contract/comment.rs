//! Comments of the contracts.

use prost_reflect::FileDescriptor;

/// Returns the lines of the comment before what stands at a path of a file.
pub(super) fn lines(file: &FileDescriptor, path: &[i32]) -> Vec<String> {
    let info = file.file_descriptor_proto().source_code_info.as_ref();
    let location = info
        .into_iter()
        .flat_map(|info| &info.location)
        .find(|location| location.path == path);
    let comment = location.map_or("", |location| location.leading_comments());
    comment.lines().map(|line| line.trim().to_owned()).collect()
}

/// Returns the parts of a list that are separated by commas outside parentheses.
pub(super) fn list(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_parentheses_separate_nothing() {
        assert_eq!(list("A, B (c, or d), E"), ["A", "B (c, or d)", "E"]);
    }
}
