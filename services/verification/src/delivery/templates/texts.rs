use kabinet_domain::ContactKind;

use super::code::CodeTexts;
use super::notice::{NoticeTexts, WrongNotice};
use super::source::Source;
use super::{TemplateError, Wording, link};
use crate::domain::{Policies, Purpose, ServiceKind, Template};

/// Longest token: 37 octets of content, 32 of a key's id and 64 of a signature, in base64url.
const LONGEST_TOKEN: usize = 178;

/// The texts of one language.
#[derive(Debug)]
pub(super) struct Texts {
    codes: Vec<CodeTexts>,
    notices: Vec<NoticeTexts>,
    service_kinds: [String; ServiceKind::ALL.len()],
    contact_kinds: [String; ContactKind::ALL.len()],
}

impl Texts {
    pub(super) fn parse(language: &'static str, toml: &str) -> Result<Self, TemplateError> {
        let source: Source =
            toml::from_str(toml).map_err(|source| TemplateError::Malformed { language, source })?;
        let code = |purpose: Purpose| {
            CodeTexts::parse(source.code(purpose)).map_err(|name| TemplateError::Placeholder {
                language,
                template: purpose.as_str(),
                name,
            })
        };
        let notice = |template: Template| {
            let parsed = NoticeTexts::parse(language, template, source.notice(template));
            let template = template.as_str();
            parsed.map_err(|wrong| match wrong {
                WrongNotice::Unknown(name) => TemplateError::Placeholder {
                    language,
                    template,
                    name,
                },
                WrongNotice::NoLink => TemplateError::NoLink { language, template },
            })
        };
        Ok(Self {
            codes: Purpose::ALL
                .into_iter()
                .map(code)
                .collect::<Result<_, _>>()?,
            notices: Template::ALL
                .into_iter()
                .map(notice)
                .collect::<Result<_, _>>()?,
            service_kinds: ServiceKind::ALL.map(|kind| source.service_kind(kind).to_owned()),
            contact_kinds: ContactKind::ALL.map(|kind| source.contact_kind(kind).to_owned()),
        })
    }

    /// Finds a text message that could be too long.
    pub(super) fn lint(
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
        let link = longest_link(wording);
        for (template, texts) in Template::ALL.into_iter().zip(&self.notices) {
            for kinds in self.kinds() {
                let linted = texts.lint(wording, kinds, &link);
                linted.map_err(too_long(template.as_str()))?;
            }
        }
        Ok(())
    }

    pub(super) fn code(&self, purpose: Purpose) -> &CodeTexts {
        &self.codes[purpose as usize]
    }

    pub(super) fn notice(&self, template: Template) -> &NoticeTexts {
        &self.notices[template as usize]
    }

    pub(super) fn service_kind(&self, kind: ServiceKind) -> &str {
        &self.service_kinds[kind as usize]
    }

    pub(super) fn contact_kind(&self, kind: ContactKind) -> &str {
        &self.contact_kinds[kind as usize]
    }

    fn kinds(&self) -> impl Iterator<Item = (&str, &str)> {
        let services = self.service_kinds.iter();
        services.flat_map(|service| {
            let contacts = self.contact_kinds.iter();
            contacts.map(move |contact| (service.as_str(), contact.as_str()))
        })
    }
}

/// Returns a link that is as long as one can be.
pub(super) fn longest_link(wording: &Wording) -> String {
    link(wording, Some(&"0".repeat(LONGEST_TOKEN)))
}
