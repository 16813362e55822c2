//! The languages that the suite speaks to people.

/// Names a language in which messages and directories exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
    /// Polish.
    Pl,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::Ru, Self::En, Self::Pl];

    /// Returns the language's BCP 47 tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
            Self::Pl => "pl",
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
        for tag in ["pl", "pl-PL", "PL"] {
            assert_eq!(Language::choose(tag), Language::Pl, "{tag}");
        }
        for tag in ["ru", "ru-RU", "", "-", "de", "eng", "english", "xx-en"] {
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
