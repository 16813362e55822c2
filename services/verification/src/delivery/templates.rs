//! What messages say. The texts are embedded and checked when they are loaded.

mod code;
mod notice;
mod placeholders;
mod segment;
mod source;

use kabinet_domain::{Channel, Language};

use crate::domain::{Policies, Purpose, ServiceKind, Template, Variables};
pub(crate) use code::{CodeTexts, CodeWords};
pub(crate) use notice::{NoticeTexts, NoticeWords};
pub(super) use segment::Alphabet;
use source::Source;

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
    #[error("the {language} template {template} has the unknown placeholder {name:?}")]
    Placeholder {
        /// Language of the template.
        language: &'static str,
        /// Name of the template.
        template: &'static str,
        /// Name of the placeholder.
        name: String,
    },
    /// With the operator's words a text message would be cut in two.
    #[error(
        "the {language} text message {template} takes {length} of at most {limit} characters; shorten the service name or the host"
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

/// The texts of one language.
#[derive(Debug)]
struct Texts {
    codes: [CodeTexts; Purpose::ALL.len()],
    notices: [NoticeTexts; Template::ALL.len()],
    service_kinds: [String; ServiceKind::ALL.len()],
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
        &self.of(language).codes[purpose as usize]
    }

    /// Returns what a notice says.
    pub(crate) fn notice(&self, language: Language, template: Template) -> &NoticeTexts {
        &self.of(language).notices[template as usize]
    }

    /// Returns what fills a notice.
    pub(crate) fn notice_words<'a>(
        &'a self,
        language: Language,
        variables: &'a Variables,
    ) -> NoticeWords<'a> {
        let kinds = &self.of(language).service_kinds;
        NoticeWords {
            wording: &self.wording,
            time: &variables.time,
            service_kind: variables
                .service_kind
                .map_or("", |kind| kinds[kind as usize].as_str()),
        }
    }

    /// Tells whether the notice is one segment, where it is a text message.
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
                let words = self.notice_words(language, variables);
                fits(&self.notice(language, template).sms(words)).is_ok()
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

impl Texts {
    fn parse(language: &'static str, toml: &str) -> Result<Self, TemplateError> {
        let source: Source =
            toml::from_str(toml).map_err(|source| TemplateError::Malformed { language, source })?;
        let unknown = |template| {
            move |name| TemplateError::Placeholder {
                language,
                template,
                name,
            }
        };
        let code = |purpose: Purpose| {
            CodeTexts::parse(source.code(purpose)).map_err(unknown(purpose.as_str()))
        };
        let notice = |template: Template| {
            NoticeTexts::parse(language, template, source.notice(template))
                .map_err(unknown(template.as_str()))
        };
        let [registration, ownership] = Purpose::ALL.map(code);
        let [login, password, linked, unlinked, holder, data] = Template::ALL.map(notice);
        Ok(Self {
            codes: [registration?, ownership?],
            notices: [login?, password?, linked?, unlinked?, holder?, data?],
            service_kinds: ServiceKind::ALL.map(|kind| source.service_kind(kind).to_owned()),
        })
    }

    fn lint(
        &self,
        language: &'static str,
        wording: &Wording,
        policies: &Policies,
    ) -> Result<(), TemplateError> {
        let too_long = |template| {
            move |(length, limit)| TemplateError::TooLong {
                language,
                template,
                length,
                limit,
            }
        };
        for (purpose, texts) in Purpose::ALL.into_iter().zip(&self.codes) {
            texts
                .lint(wording, policies.of(purpose).sms_code_length)
                .map_err(too_long(purpose.as_str()))?;
        }
        for (template, texts) in Template::ALL.into_iter().zip(&self.notices) {
            for kind in &self.service_kinds {
                let linted = texts.lint(wording, kind);
                linted.map_err(too_long(template.as_str()))?;
            }
        }
        Ok(())
    }
}

/// Tells how long a text is and how long it may be, when it is not one segment.
fn fits(text: &str) -> Result<(), (usize, usize)> {
    let (alphabet, length) = Alphabet::of(text);
    let limit = alphabet.limit();
    if length > limit {
        return Err((length, limit));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
