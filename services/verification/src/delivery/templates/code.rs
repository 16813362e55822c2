use std::time::Duration;

use super::placeholders::{Place, Text};
use super::source::CodeSource;
use super::{Size, Wording, fits};

const PLACES: [Place; 4] = [Place::Service, Place::Host, Place::Code, Place::Minutes];
/// Subjects are shown on locked screens and kept in lists: no code is in them.
const SUBJECT_PLACES: [Place; 1] = [Place::Service];

/// What messages with a code of one purpose say.
#[derive(Debug)]
pub(crate) struct CodeTexts {
    sms: Text,
    subject: Text,
    text: Text,
    html: Text,
}

/// A code and the words around it.
pub(crate) struct CodeWords<'a> {
    wording: &'a Wording,
    code: &'a str,
    minutes: String,
}

impl<'a> CodeWords<'a> {
    /// Says a code that is good for that long.
    pub(crate) fn new(wording: &'a Wording, code: &'a str, life: Duration) -> Self {
        Self {
            wording,
            code,
            minutes: life.as_secs().div_ceil(60).to_string(),
        }
    }

    fn value(&self, place: Place) -> &str {
        match place {
            Place::Service => &self.wording.service_name,
            Place::Host => &self.wording.web_host,
            Place::Code => self.code,
            Place::Minutes => &self.minutes,
            Place::ServiceKind | Place::ContactKind | Place::Time | Place::Login | Place::Link => {
                ""
            }
        }
    }
}

impl CodeTexts {
    pub(super) fn parse(source: &CodeSource) -> Result<Self, String> {
        let text = |source: &str| Text::parse(source.trim_end(), &PLACES);
        Ok(Self {
            sms: text(&source.sms)?,
            subject: Text::parse(source.subject.trim_end(), &SUBJECT_PLACES)?,
            text: text(&source.text)?,
            html: text(&source.html)?,
        })
    }

    /// One segment only: a splitter once cut a code in two.
    pub(super) fn lint(&self, wording: &Wording, code_length: u8) -> Result<(), (usize, usize)> {
        let code = "0".repeat(usize::from(code_length));
        let words = CodeWords::new(wording, &code, Duration::ZERO);
        fits(&self.sms(&words), Size::Segment)
    }

    /// Returns the text message.
    pub(crate) fn sms(&self, words: &CodeWords<'_>) -> String {
        self.sms.fill(|place| words.value(place))
    }

    /// Returns the subject of the e-mail.
    pub(crate) fn subject(&self, words: &CodeWords<'_>) -> String {
        self.subject.fill(|place| words.value(place))
    }

    /// Returns the plain text of the e-mail.
    pub(crate) fn text(&self, words: &CodeWords<'_>) -> String {
        self.text.fill(|place| words.value(place))
    }

    /// Returns the e-mail as HTML.
    pub(crate) fn html(&self, words: &CodeWords<'_>) -> String {
        self.html.fill_html(|place| words.value(place))
    }
}
