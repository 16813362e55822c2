//! Spellings that hide nothing.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER};

/// Returns the value itself and the encodings that anybody reads back, all in lower case.
pub(super) fn forms(value: &str) -> Vec<String> {
    let bytes = value.as_bytes();
    let escaped: String = value.chars().map(escaped).collect();
    let mut forms = vec![
        value.to_owned(),
        escaped,
        HEXLOWER.encode(bytes),
        BASE64_NOPAD.encode(bytes),
        BASE64URL_NOPAD.encode(bytes),
    ];
    for form in &mut forms {
        *form = form.to_lowercase();
    }
    forms.sort();
    forms.dedup();
    forms
}

/// Writes a character as JSON may.
fn escaped(character: char) -> String {
    if character.is_ascii() {
        return character.to_string();
    }
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units);
    let escapes = units.iter().map(|unit| format!("\\u{unit:04x}"));
    escapes.collect::<Vec<_>>().concat()
}
