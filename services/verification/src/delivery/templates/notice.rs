use super::placeholders::{Place, Text};
use super::source::NoticeSource;
use super::{Size, Wording, fits, html};
use crate::domain::{MAX_LOGIN_LENGTH, Template, Variable};

/// Subjects are shown on locked screens and kept in lists: they say nothing of the person.
const SUBJECT_PLACES: [Place; 1] = [Place::Service];
/// A time that every text message has room for, such as `22 Nov 2026 14:50 MSK`.
const LONGEST_TIME: &str = "00 000 0000 00:00 000";
/// A letter that halves the room of a text message.
const WIDE_LETTER: &str = "ж";

/// What a notice says.
#[derive(Debug)]
pub(crate) struct NoticeTexts {
    language: &'static str,
    size: Size,
    sms: Text,
    subject: Text,
    text: Text,
}

/// Why the texts of a notice cannot be used.
pub(super) enum WrongNotice {
    /// Nothing fills the place of this name.
    Unknown(String),
    /// A text says nothing of the action.
    NoLink,
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
    /// Kind of the contact, in the language of the text.
    pub contact_kind: &'a str,
    /// Login name.
    pub login: &'a str,
    /// Link with the action.
    pub link: &'a str,
}

impl<'a> NoticeWords<'a> {
    fn value(self, place: Place) -> &'a str {
        match place {
            Place::Service => &self.wording.service_name,
            Place::Host => &self.wording.web_host,
            Place::Time => self.time,
            Place::ServiceKind => self.service_kind,
            Place::ContactKind => self.contact_kind,
            Place::Login => self.login,
            Place::Link => self.link,
            Place::Code | Place::Minutes => "",
        }
    }
}

impl NoticeTexts {
    pub(super) fn parse(
        language: &'static str,
        template: Template,
        source: &NoticeSource,
    ) -> Result<Self, WrongNotice> {
        let has_action = template.action().is_some();
        let places = places(template);
        let text = |source: &str, places: &[Place]| {
            Text::parse(source.trim_end(), places).map_err(WrongNotice::Unknown)
        };
        let texts = Self {
            language,
            size: if has_action {
                Size::Long
            } else {
                Size::Segment
            },
            sms: text(&source.sms, &places)?,
            subject: text(&source.subject, &SUBJECT_PLACES)?,
            text: text(&source.text, &places)?,
        };
        let bodies = [&texts.sms, &texts.text];
        if has_action && !bodies.iter().all(|body| body.has(Place::Link)) {
            return Err(WrongNotice::NoLink);
        }
        Ok(texts)
    }

    /// Tries the longest values beside these kinds and this link.
    pub(super) fn lint(
        &self,
        wording: &Wording,
        (service_kind, contact_kind): (&str, &str),
        link: &str,
    ) -> Result<(), (usize, usize)> {
        let sms = self.sms(NoticeWords {
            wording,
            time: LONGEST_TIME,
            service_kind,
            contact_kind,
            login: &WIDE_LETTER.repeat(MAX_LOGIN_LENGTH),
            link,
        });
        fits(&sms, self.size)
    }

    /// Returns how long the text message may be.
    pub(crate) fn size(&self) -> Size {
        self.size
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
        let text = self.text.fill_as_html(|place| words.value(place));
        html::page(self.language, &text)
    }
}

fn places(template: Template) -> Vec<Place> {
    let variables = template.variables().iter().map(|variable| match variable {
        Variable::Time => Place::Time,
        Variable::ServiceKind => Place::ServiceKind,
        Variable::ContactKind => Place::ContactKind,
        Variable::Login => Place::Login,
    });
    let link = template.action().map(|_| Place::Link);
    [Place::Service, Place::Host]
        .into_iter()
        .chain(variables)
        .chain(link)
        .collect()
}
