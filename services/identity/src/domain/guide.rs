//! The guide to registration: a file of the operator's, checked when it is read.

use std::collections::BTreeMap;

use kabinet_domain::Language;
use serde::Deserialize;
use thiserror::Error;

use super::terms::{MAX_DOCUMENTS, Terms};

const EMBEDDED: &str = include_str!("../../data/guide.toml");
const MAX_LINKS: usize = 32;
const LINK_KINDS: [&str; 3] = ["video", "faq", "help"];

/// Tells why a file is not a guide.
#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("{0}")]
    Syntax(String),
    #[error("{0}")]
    Content(String),
}

/// What is told to a person who registers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guide {
    pub(crate) terms: Vec<Document>,
    pub(crate) stages: Stages,
    #[serde(default)]
    pub(crate) links: Vec<Link>,
}

/// The texts of every stage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stages {
    pub(crate) credentials: StageText,
    pub(crate) personal_data: StageText,
    pub(crate) contacts: StageText,
    pub(crate) confirmation: StageText,
}

/// What a stage asks, and why.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageText {
    pub(crate) title: Text,
    pub(crate) reason: Text,
}

/// A document to accept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    #[serde(rename = "document_id")]
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) uri: String,
    pub(crate) title: Text,
}

/// A link of the operator's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    pub(crate) kind: String,
    pub(crate) uri: String,
    pub(crate) title: Text,
}

/// One text in every language.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text(BTreeMap<String, String>);

impl Text {
    pub(crate) fn in_language(&self, language: Language) -> &str {
        self.0
            .get(language.as_str())
            .expect("the guide was read only because every language is there")
    }

    fn missing(&self) -> Option<Language> {
        Language::ALL
            .into_iter()
            .find(|language| self.0.get(language.as_str()).is_none_or(String::is_empty))
    }
}

impl Guide {
    /// Returns the guide that ships with the service.
    pub(crate) fn embedded() -> Self {
        Self::parse(EMBEDDED).expect("a test reads the embedded guide")
    }

    /// Reads a guide and checks that nothing is missing from it.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let guide: Self = toml::from_str(text).map_err(|error| Error::Syntax(error.to_string()))?;
        guide.check().map_err(Error::Content)?;
        Ok(guide)
    }

    /// Returns the documents that have to be accepted now.
    pub(crate) fn current_terms(&self) -> Vec<Terms> {
        self.terms
            .iter()
            .map(|document| Terms {
                document_id: document.id.clone(),
                version: document.version.clone(),
            })
            .collect()
    }

    fn check(&self) -> Result<(), String> {
        if self.terms.is_empty() || self.terms.len() > MAX_DOCUMENTS {
            return Err(format!("must have 1 to {MAX_DOCUMENTS} [[terms]]"));
        }
        if self.links.len() > MAX_LINKS {
            return Err(format!("must have at most {MAX_LINKS} [[links]]"));
        }
        for document in &self.terms {
            let (id, version) = (document.id.len(), document.version.len());
            if !(1..=64).contains(&id) || !(1..=32).contains(&version) {
                return Err("document_id must have 1 to 64 octets and version 1 to 32".to_owned());
            }
        }
        for link in &self.links {
            if !LINK_KINDS.contains(&link.kind.as_str()) {
                return Err(format!("the kind of a link is one of {LINK_KINDS:?}"));
            }
        }
        for uri in self.uris() {
            if !uri.starts_with("https://") {
                return Err(format!("{uri} must start with https://"));
            }
        }
        for text in self.texts() {
            if let Some(language) = text.missing() {
                return Err(format!(
                    "a text has no translation into {}",
                    language.as_str()
                ));
            }
        }
        Ok(())
    }

    fn uris(&self) -> impl Iterator<Item = &str> {
        let documents = self.terms.iter().map(|document| document.uri.as_str());
        documents.chain(self.links.iter().map(|link| link.uri.as_str()))
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        let stages = [
            &self.stages.credentials,
            &self.stages.personal_data,
            &self.stages.contacts,
            &self.stages.confirmation,
        ];
        let stages = stages
            .into_iter()
            .flat_map(|stage| [&stage.title, &stage.reason]);
        let documents = self.terms.iter().map(|document| &document.title);
        stages
            .chain(documents)
            .chain(self.links.iter().map(|link| &link.title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_guide_is_complete() {
        let guide = Guide::embedded();
        assert_eq!(guide.current_terms().len(), 2);
        let title = &guide.stages.contacts.title;
        assert!(title.in_language(Language::Ru).contains("телефон"));
        assert!(title.in_language(Language::En).contains("Mobile"));
        assert!(title.in_language(Language::Pl).contains("komórkowego"));
    }

    #[test]
    fn broken_files_are_refused_with_the_fault() {
        for (from, to, fault) in [
            (
                "title.en = \"User agreement\"",
                "",
                "no translation into en",
            ),
            (
                "https://example.com/help\"",
                "http://example.com/help\"",
                "https://",
            ),
            ("kind = \"faq\"", "kind = \"shop\"", "kind of a link"),
            ("version = \"2026-01\"", "version = \"\"", "version 1 to 32"),
            ("kind = \"faq\"", "sort = \"faq\"", "unknown field"),
            ("[stages.contacts]", "[stages.contact]", "contact"),
        ] {
            assert!(EMBEDDED.contains(from), "{from}");
            let error = Guide::parse(&EMBEDDED.replace(from, to)).unwrap_err();
            assert!(error.to_string().contains(fault), "{error}");
        }
    }
}
