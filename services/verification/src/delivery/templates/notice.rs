use super::placeholders::{Place, Text, escaped};
use super::source::NoticeSource;
use super::{Wording, fits};
use crate::domain::Template;

const PLACES: [Place; 3] = [Place::Service, Place::Host, Place::Time];
const SERVICE_PLACES: [Place; 4] = [Place::Service, Place::Host, Place::Time, Place::ServiceKind];
/// Subjects are shown on locked screens and kept in lists: they say nothing of the person.
const SUBJECT_PLACES: [Place; 1] = [Place::Service];
/// A time that every text message has room for, such as `22 Nov 2026 14:50 MSK`.
const LONGEST_TIME: &str = "00 000 0000 00:00 000";

/// What a notice says.
#[derive(Debug)]
pub(crate) struct NoticeTexts {
    language: &'static str,
    sms: Text,
    subject: Text,
    text: Text,
}

/// What fills a notice.
#[derive(Clone, Copy)]
pub(crate) struct NoticeWords<'a> {
    /// Words of the operator.
    pub wording: &'a Wording,
    /// When it happened.
    pub time: &'a str,
    /// Kind of the service, in the language of the text.
    pub service_kind: &'a str,
}

impl<'a> NoticeWords<'a> {
    fn value(self, place: Place) -> &'a str {
        match place {
            Place::Service => &self.wording.service_name,
            Place::Host => &self.wording.web_host,
            Place::Time => self.time,
            Place::ServiceKind => self.service_kind,
            Place::Code | Place::Minutes => "",
        }
    }
}

impl NoticeTexts {
    pub(super) fn parse(
        language: &'static str,
        template: Template,
        source: &NoticeSource,
    ) -> Result<Self, String> {
        let places = if template.names_service() {
            &SERVICE_PLACES[..]
        } else {
            &PLACES[..]
        };
        Ok(Self {
            language,
            sms: Text::parse(source.sms.trim_end(), places)?,
            subject: Text::parse(source.subject.trim_end(), &SUBJECT_PLACES)?,
            text: Text::parse(source.text.trim_end(), places)?,
        })
    }

    pub(super) fn lint(&self, wording: &Wording, service_kind: &str) -> Result<(), (usize, usize)> {
        fits(&self.sms(NoticeWords {
            wording,
            time: LONGEST_TIME,
            service_kind,
        }))
    }

    /// Returns the text message.
    pub(crate) fn sms(&self, words: NoticeWords<'_>) -> String {
        self.sms.fill(|place| words.value(place))
    }

    /// Returns the subject of the e-mail.
    pub(crate) fn subject(&self, words: NoticeWords<'_>) -> String {
        self.subject.fill(|place| words.value(place))
    }

    /// Returns the plain text of the e-mail.
    pub(crate) fn text(&self, words: NoticeWords<'_>) -> String {
        self.text.fill(|place| words.value(place))
    }

    /// Returns the e-mail as HTML: the paragraphs of its text.
    pub(crate) fn html(&self, words: NoticeWords<'_>) -> String {
        let text = self.text(words);
        let paragraphs: Vec<_> = text
            .split("\n\n")
            .map(|paragraph| format!("<p>{}</p>", escaped(paragraph).replace('\n', "<br>\n")))
            .collect();
        format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<body style=\"font-family: sans-serif\">\n{}\n</body>\n</html>",
            self.language,
            paragraphs.join("\n"),
        )
    }
}
