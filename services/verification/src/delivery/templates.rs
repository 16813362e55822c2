//! What messages say. The texts are embedded and checked when they are loaded.

mod code;
mod html;
mod notice;
mod placeholders;
mod segment;
mod source;
mod texts;

use kabinet_domain::{Channel, Language};

use crate::domain::{Policies, Purpose, Template, Variables};
pub(crate) use code::{CodeTexts, CodeWords};
pub(crate) use notice::{NoticeTexts, NoticeWords};
pub(super) use segment::{Alphabet, Size};
use texts::{Texts, longest_link};

/// Words of the operator that every message carries.
#[derive(Clone, Debug)]
pub struct Wording {
    /// Name of the service, as people know it.
    pub service_name: String,
    /// Host of the site that the code is typed into; browsers fill it in there only (WebOTP).
    pub web_host: String,
    /// Page that reads an action token from its own address, and acts when the person says so.
    pub action_url: String,
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
    #[error("the {language} template {template} has the unknown placeholder {name:?}")]
    Placeholder {
        /// Language of the template.
        language: &'static str,
        /// Name of the template.
        template: &'static str,
        /// Name of the placeholder.
        name: String,
    },
    /// An embedded text does not say where its action is.
    #[error("the {language} template {template} has no {{link}} in one of its texts")]
    NoLink {
        /// Language of the template.
        language: &'static str,
        /// Name of the template.
        template: &'static str,
    },
    /// With the operator's words a text message would be cut in two, or in too many.
    #[error(
        "the {language} text message {template} takes {length} of at most {limit} characters; shorten the service name, the host or the action URL"
    )]
    TooLong {
        /// Language of the template.
        language: &'static str,
        /// Name of the template.
        template: &'static str,
        /// Characters of the longest message, as its alphabet counts them.
        length: usize,
        /// Characters that fit.
        limit: usize,
    },
}

/// The texts of every language.
#[derive(Debug)]
pub(crate) struct Templates {
    wording: Wording,
    ru: Texts,
    en: Texts,
    pl: Texts,
}

impl Templates {
    /// Loads the embedded texts and checks them with the longest values.
    pub(crate) fn load(wording: &Wording, policies: &Policies) -> Result<Self, TemplateError> {
        let load = |language: Language, toml| {
            let texts = Texts::parse(language.as_str(), toml)?;
            texts.lint(language.as_str(), wording, policies)?;
            Ok(texts)
        };
        Ok(Self {
            ru: load(Language::Ru, include_str!("../../templates/ru.toml"))?,
            en: load(Language::En, include_str!("../../templates/en.toml"))?,
            pl: load(Language::Pl, include_str!("../../templates/pl.toml"))?,
            wording: wording.clone(),
        })
    }

    /// Returns the words of the operator.
    pub(crate) fn wording(&self) -> &Wording {
        &self.wording
    }

    /// Returns what messages with a code of that purpose say.
    pub(crate) fn code(&self, language: Language, purpose: Purpose) -> &CodeTexts {
        self.of(language).code(purpose)
    }

    /// Returns what a notice says.
    pub(crate) fn notice(&self, language: Language, template: Template) -> &NoticeTexts {
        self.of(language).notice(template)
    }

    /// Returns the link of a notice that carries the token. Without one it is the page alone, where
    /// the person is told what to do.
    pub(crate) fn link(&self, token: Option<&str>) -> String {
        link(&self.wording, token)
    }

    /// Returns what fills a notice.
    pub(crate) fn notice_words<'a>(
        &'a self,
        language: Language,
        variables: &'a Variables,
        link: &'a str,
    ) -> NoticeWords<'a> {
        let texts = self.of(language);
        NoticeWords {
            wording: &self.wording,
            time: variables.time.as_deref().unwrap_or_default(),
            service_kind: variables
                .service_kind
                .map_or("", |kind| texts.service_kind(kind)),
            contact_kind: variables
                .contact_kind
                .map_or("", |kind| texts.contact_kind(kind)),
            login: variables.login.as_deref().unwrap_or_default(),
            link,
        }
    }

    /// Tells whether the notice is not too long, where it is a text message.
    pub(crate) fn has_room(
        &self,
        channel: Channel,
        language: Language,
        template: Template,
        variables: &Variables,
    ) -> bool {
        match channel {
            Channel::Email => true,
            Channel::Sms => {
                let link = longest_link(&self.wording);
                let words = self.notice_words(language, variables, &link);
                let texts = self.notice(language, template);
                fits(&texts.sms(words), texts.size()).is_ok()
            }
        }
    }

    fn of(&self, language: Language) -> &Texts {
        match language {
            Language::Ru => &self.ru,
            Language::En => &self.en,
            Language::Pl => &self.pl,
        }
    }
}

/// The token stands in the fragment: a browser sends it to no server by itself, so that it is in no
/// access log, and nothing happens when a filter of mail fetches the link.
fn link(wording: &Wording, token: Option<&str>) -> String {
    let page = &wording.action_url;
    token.map_or_else(|| page.clone(), |token| format!("{page}#{token}"))
}

/// Tells how long a text message is and how long it may be, when it is too long.
fn fits(text: &str, size: Size) -> Result<(), (usize, usize)> {
    let (alphabet, length) = Alphabet::of(text);
    let limit = alphabet.limit(size);
    if length > limit {
        return Err((length, limit));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
