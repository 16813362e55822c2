//! The languages that the suite speaks to people.

/// Names a language in which messages and directories exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// Returns the language's BCP 47 tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// Chooses by the primary subtag of a BCP 47 tag; Russian when the tag names no language that
    /// is spoken here.
    pub fn choose(bcp47: &str) -> Self {
        let primary = bcp47.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.as_str().eq_ignore_ascii_case(primary))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primary_subtag_decides() {
        for tag in ["en", "EN", "en-GB", "en_US", "en-Latn-US"] {
            assert_eq!(Language::choose(tag), Language::En, "{tag}");
        }
        for tag in ["ru", "ru-RU", "", "-", "pl", "eng", "english", "xx-en"] {
            assert_eq!(Language::choose(tag), Language::Ru, "{tag}");
        }
    }

    #[test]
    fn own_tag_chooses_the_language() {
        for language in Language::ALL {
            assert_eq!(Language::choose(language.as_str()), language);
        }
    }
}
