use crate::character::{is_deceptive, is_mark};

/// RFC 5321, section 4.5.3.1.1.
const MAX_OCTETS: usize = 64;

/// Says whether a name is a dot-atom (RFC 5321, section 4.1.2), with the UTF-8 of RFC 6531.
pub(super) fn is_acceptable(local_part: &str) -> bool {
    local_part.len() <= MAX_OCTETS && local_part.split('.').all(is_atom)
}

fn is_atom(atom: &str) -> bool {
    !atom.is_empty() && !atom.starts_with(is_mark) && atom.chars().all(is_atom_character)
}

fn is_atom_character(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
    } else {
        !is_deceptive(character)
    }
}
