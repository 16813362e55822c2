//! What a person finds in a message.

/// Finds the code in a text: the first run of six to eight digits outside of links. A notice has none.
pub fn code_in(text: &str) -> Option<String> {
    let words = text.split_whitespace().filter(|word| !is_link(word));
    let mut runs = words.flat_map(|word| word.split(|character: char| !character.is_ascii_digit()));
    runs.find(|run| (6..=8).contains(&run.len()))
        .map(str::to_owned)
}

/// Finds the action token in the link of a text: what follows `#`.
pub fn action_token_in(text: &str) -> Option<String> {
    let link = text.split_whitespace().find(|word| is_link(word))?;
    Some(link.split_once('#')?.1.to_owned())
}

/// Returns another code of the same length.
pub(crate) fn other_than(code: &str) -> String {
    match code.strip_prefix('0') {
        Some(rest) => format!("1{rest}"),
        None => format!("0{}", code.get(1..).unwrap_or_default()),
    }
}

fn is_link(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "Not you? https://kabinet.example.com/a#1234567-Ab";

    #[test]
    fn code_is_found_outside_of_links() {
        let text = "Kabinet: 123456 is your code, 10 minutes";
        assert_eq!(code_in(text).as_deref(), Some("123456"));
        assert_eq!(code_in("no code, 10 minutes"), None);
        assert_eq!(code_in(LINK), None);
    }

    #[test]
    fn action_token_is_found_in_a_link() {
        assert_eq!(action_token_in(LINK).as_deref(), Some("1234567-Ab"));
        assert_eq!(action_token_in("no link #here"), None);
    }

    #[test]
    fn other_code_differs() {
        assert_eq!(other_than("012345"), "112345");
        assert_eq!(other_than("912345"), "012345");
    }
}
