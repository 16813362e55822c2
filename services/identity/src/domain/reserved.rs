use std::collections::HashSet;

use super::login_name;

const EMBEDDED: &str = include_str!("../../data/reserved_logins.txt");

/// Words that nobody may take as a login name, because they speak for the operator.
#[derive(Debug)]
pub(crate) struct Reserved {
    keys: HashSet<String>,
}

impl Reserved {
    /// Takes the words that ship with the service.
    pub(crate) fn embedded() -> Self {
        Self::with_words("")
    }

    /// Adds the operator's words, one a line.
    pub(crate) fn with_words(words: &str) -> Self {
        let keys = [EMBEDDED, words]
            .into_iter()
            .flat_map(str::lines)
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(without_separators)
            .collect();
        Self { keys }
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.keys.contains(&without_separators(name))
    }
}

fn without_separators(text: &str) -> String {
    let bare: String = text
        .chars()
        .filter(|character| !matches!(character, '.' | '-' | '_'))
        .collect();
    login_name::key(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_operator_are_added() {
        let reserved = Reserved::with_words("# ours\nkabinet-team\n\n");
        assert!(reserved.contains("KabinetTeam"));
        assert!(reserved.contains("admin"));
        assert!(!reserved.contains("# ours"));
        assert!(!Reserved::embedded().contains("kabinetteam"));
    }
}
