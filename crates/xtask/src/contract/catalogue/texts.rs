//! Suggested sentences for the person in front of a screen.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// One sentence or two in every language.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    en: String,
    ru: String,
    pl: String,
}

impl Texts {
    /// Names what is wrong with them; `known` are the placeholders that the reason has values for.
    pub(super) fn faults(&self, known: &[String]) -> Vec<String> {
        let mut faults = Vec::new();
        let expected = placeholders(&self.en);
        for (language, text) in [("en", &self.en), ("ru", &self.ru), ("pl", &self.pl)] {
            if text.trim() != text || !text.ends_with('.') {
                faults.push(format!("{language} is no whole sentence"));
            }
            let used = placeholders(text);
            if used != expected {
                faults.push(format!("{language} has other placeholders than en"));
            }
            let unknown = used
                .iter()
                .filter(|&used| !known.iter().any(|known| known == used));
            faults.extend(
                unknown.map(|used| format!("{language} names {{{used}}}, which nobody fills in")),
            );
        }
        faults
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let openings = text.split('{').skip(1);
    openings
        .map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(en: &str, ru: &str, pl: &str) -> usize {
        let (en, ru, pl) = (en.to_owned(), ru.to_owned(), pl.to_owned());
        Texts { en, ru, pl }.faults(&["limit".to_owned()]).len()
    }

    #[test]
    fn texts_are_whole_sentences_in_every_language() {
        assert_eq!(faults("Yes.", "Да.", "Tak."), 0);
        assert_eq!(faults("Yes.", "", "Tak "), 2);
    }

    #[test]
    fn placeholders_are_known_and_the_same_everywhere() {
        let text = "At most {limit}.";
        assert_eq!(faults(text, text, text), 0);
        assert_eq!(faults(text, text, "Tak."), 1);
        assert_eq!(faults("{name}.", "{name}.", "{name}."), 3);
    }
}
