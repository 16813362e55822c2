//! Surnames as they are compared: people, documents and keyboards write one name in many ways.

use unicode_normalization::UnicodeNormalization as _;

/// Letters of the Latin script, and the Cyrillic ones that look the same in one of the cases.
const LOOK_ALIKES: [(char, char); 12] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
];

/// Writes a surname as it is compared: compatible forms, letter cases, `ё`, spaces, hyphens, and
/// Latin letters in Cyrillic words make no difference.
pub(crate) fn comparable(name: &str) -> String {
    let folded = caseless::default_case_fold_str(&name.nfkc().collect::<String>());
    let folded: String = folded.nfkc().collect();
    let words = folded.split(is_separator).filter(|word| !word.is_empty());
    words.map(comparable_word).collect::<Vec<_>>().join(" ")
}

fn comparable_word(word: &str) -> String {
    let is_cyrillic = word.chars().any(is_cyrillic);
    let comparable = |letter| match letter {
        'ё' => 'е',
        'ë' if is_cyrillic => 'е',
        letter if is_cyrillic => cyrillic(letter),
        letter => letter,
    };
    word.chars().map(comparable).collect()
}

fn cyrillic(letter: char) -> char {
    let found = LOOK_ALIKES.iter().find(|(latin, _)| *latin == letter);
    found.map_or(letter, |(_, cyrillic)| *cyrillic)
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}')
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        for (left, right) in [
            ("Ёлкина", "елкина"),
            ("Е\u{308}лкина", "ЕЛКИНА"),
            ("Салтыков-Щедрин", "  салтыков \u{2014} щедрин "),
            ("Салтыков\u{2011}Щедрин", "Салтыков\u{a0}Щедрин"),
            // The first letters of both are Latin.
            ("Coснина", "Соснина"),
            ("Bерник", "Верник"),
            ("Королëв", "Королев"),
            ("STRASSE", "Straße"),
            ("ﬁsher", "Fisher"),
        ] {
            assert_eq!(comparable(left), comparable(right), "{left} {right}");
        }
    }

    #[test]
    fn other_names_stay_other() {
        for (left, right) in [
            ("Ёлкина", "Елкин"),
            ("Салтыков-Щедрин", "СалтыковЩедрин"),
            ("Иванов", "Ivanov"),
            // A Latin word keeps its letters.
            ("Coox", "Соох"),
            ("Zoë", "Zoe"),
        ] {
            assert_ne!(comparable(left), comparable(right), "{left} {right}");
        }
    }
}
