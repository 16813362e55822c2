//! What messages say. The texts are embedded and checked when they are loaded.

mod placeholders;
mod segment;

use std::time::Duration;

use kabinet_domain::Language;
use serde::Deserialize;

use crate::domain::Policy;
use placeholders::Text;
pub(super) use segment::Alphabet;

/// Words of the operator that every message carries.
#[derive(Clone, Debug)]
pub struct Wording {
    /// Name of the service, as people know it.
    pub service_name: String,
    /// Host of the site that the code is typed into; browsers fill it in there only (WebOTP).
    pub web_host: String,
}

/// Why the texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TemplateError {
    /// An embedded text is not of the wanted form.
    #[error("the {language} templates are malformed")]
    Malformed {
        /// Language of the templates.
        language: &'static str,
        /// What is wrong.
        #[source]
        source: toml::de::Error,
    },
    /// An embedded text has a placeholder that nothing fills.
    #[error("a {language} template has the unknown placeholder {name:?}")]
    Placeholder {
        /// Language of the template.
        language: &'static str,
        /// Name of the placeholder.
        name: String,
    },
    /// With the operator's words a text message would be cut in two.
    #[error(
        "the {language} text message takes {length} of at most {limit} characters; shorten the service name or the host"
    )]
    TooLong {
        /// Language of the template.
        language: &'static str,
        /// Characters of the longest message, as its alphabet counts them.
        length: usize,
        /// Characters that fit.
        limit: usize,
    },
}

/// The texts of every language.
#[derive(Debug)]
pub(crate) struct Templates {
    ru: Template,
    en: Template,
}

/// The texts of one language.
#[derive(Debug)]
pub(crate) struct Template {
    wording: Wording,
    sms: Text,
    subject: Text,
    text: Text,
    html: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    sms: String,
    subject: String,
    text: String,
    html: String,
}

impl Templates {
    /// Loads the embedded texts and checks them with the longest values.
    pub(crate) fn load(wording: &Wording, policy: &Policy) -> Result<Self, TemplateError> {
        let load = |language: Language, toml| {
            let template = Template::parse(language.as_str(), toml, wording)?;
            template.lint(language.as_str(), policy.sms_code_length)?;
            Ok(template)
        };
        Ok(Self {
            ru: load(Language::Ru, include_str!("../../templates/ru.toml"))?,
            en: load(Language::En, include_str!("../../templates/en.toml"))?,
        })
    }

    /// Returns the texts of the language.
    pub(crate) fn of(&self, language: Language) -> &Template {
        match language {
            Language::Ru => &self.ru,
            Language::En => &self.en,
        }
    }
}

impl Template {
    fn parse(language: &'static str, toml: &str, wording: &Wording) -> Result<Self, TemplateError> {
        let source: Source =
            toml::from_str(toml).map_err(|source| TemplateError::Malformed { language, source })?;
        let text = |source: &str| {
            Text::parse(source.trim_end())
                .map_err(|name| TemplateError::Placeholder { language, name })
        };
        Ok(Self {
            wording: wording.clone(),
            sms: text(&source.sms)?,
            subject: text(&source.subject)?,
            text: text(&source.text)?,
            html: text(&source.html)?,
        })
    }

    /// One segment only: a splitter once cut a code in two.
    fn lint(&self, language: &'static str, code_length: u8) -> Result<(), TemplateError> {
        let longest = self.sms(&"0".repeat(usize::from(code_length)));
        let (alphabet, length) = Alphabet::of(&longest);
        let limit = alphabet.limit();
        if length > limit {
            return Err(TemplateError::TooLong {
                language,
                length,
                limit,
            });
        }
        Ok(())
    }

    /// Returns the text message.
    pub(crate) fn sms(&self, code: &str) -> String {
        self.sms.fill(&self.wording, code, Duration::ZERO)
    }

    /// Returns the subject of the e-mail.
    pub(crate) fn subject(&self) -> String {
        self.subject.fill(&self.wording, "", Duration::ZERO)
    }

    /// Returns the plain text of the e-mail.
    pub(crate) fn text(&self, code: &str, life: Duration) -> String {
        self.text.fill(&self.wording, code, life)
    }

    /// Returns the e-mail as HTML.
    pub(crate) fn html(&self, code: &str, life: Duration) -> String {
        self.html.fill_html(&self.wording, code, life)
    }
}

#[cfg(test)]
mod tests;
