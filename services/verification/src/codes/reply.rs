use std::str::FromStr;
use std::time::Duration;

use kabinet_domain::{Channel, Language};
use kabinet_env::id::VerificationId;
use time::OffsetDateTime;

use super::Error;
use crate::domain::{Disclosure, Message, Mode, Purpose, State, Tag, Verification};

/// How much of the day's messages is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Budget {
    Ample,
    NearlyUsed,
}

/// The parts of an answer, read in their order.
pub(super) struct Reply {
    parts: std::vec::IntoIter<Vec<u8>>,
}

impl Reply {
    pub(super) fn new(parts: Vec<Vec<u8>>) -> Self {
        Self {
            parts: parts.into_iter(),
        }
    }

    pub(super) fn bytes(&mut self, name: &'static str) -> Result<Vec<u8>, Error> {
        self.parts.next().ok_or(Error::Malformed(name))
    }

    pub(super) fn text(&mut self, name: &'static str) -> Result<String, Error> {
        String::from_utf8(self.bytes(name)?).map_err(|_| Error::Malformed(name))
    }

    pub(super) fn parse<T: FromStr>(&mut self, name: &'static str) -> Result<T, Error> {
        let text = self.text(name)?;
        text.parse().map_err(|_| Error::Malformed(name))
    }

    pub(super) fn wait(&mut self) -> Result<Duration, Error> {
        self.parse("wait").map(Duration::from_millis)
    }

    pub(super) fn time(&mut self, name: &'static str) -> Result<OffsetDateTime, Error> {
        let milliseconds = self.parse(name)?;
        from_milliseconds(milliseconds).ok_or(Error::Malformed(name))
    }

    pub(super) fn state(&mut self) -> Result<State, Error> {
        State::from_name(&self.text("state")?).ok_or(Error::Malformed("state"))
    }

    pub(super) fn channel(&mut self) -> Result<Channel, Error> {
        Channel::from_name(&self.text("channel")?).ok_or(Error::Malformed("channel"))
    }

    pub(super) fn verification(&mut self) -> Result<Verification, Error> {
        Ok(Verification {
            id: self.parse("id")?,
            purpose: Purpose::from_name(&self.text("purpose")?)
                .ok_or(Error::Malformed("purpose"))?,
            disclosure: Disclosure::from_name(&self.text("disclosure")?)
                .ok_or(Error::Malformed("disclosure"))?,
            state: self.state()?,
            kid: self.text("kid")?,
            channel: self.channel()?,
            sends: self.parse("sends")?,
            attempts_left: self.parse("attempts left")?,
            sends_left: self.parse("sends left")?,
            create_time: self.time("create time")?,
            expire_time: self.time("expire time")?,
            resend_time: self.optional_time()?,
            now: self.time("now")?,
        })
    }

    fn optional_time(&mut self) -> Result<Option<OffsetDateTime>, Error> {
        const NAME: &str = "resend time";
        let text = self.text(NAME)?;
        if text.is_empty() {
            return Ok(None);
        }
        let milliseconds = text.parse().map_err(|_| Error::Malformed(NAME))?;
        from_milliseconds(milliseconds)
            .map(Some)
            .ok_or(Error::Malformed(NAME))
    }

    pub(super) fn budget(&mut self) -> Result<Budget, Error> {
        match self.text("budget")?.as_str() {
            "ALARM" => Ok(Budget::NearlyUsed),
            "QUIET" => Ok(Budget::Ample),
            _ => Err(Error::Malformed("budget")),
        }
    }

    pub(super) fn message(&mut self) -> Result<Message, Error> {
        Ok(Message {
            generation: self.parse("generation")?,
            channel: self.channel()?,
            mode: Mode::from_name(&self.text("mode")?).ok_or(Error::Malformed("mode"))?,
            wait: self.wait()?,
            language: Language::choose(&self.text("language")?),
            destination_tag: self.tag()?,
            destination: self.bytes("destination")?,
            known_subject: self.text("known subject")? == "1",
        })
    }

    fn tag(&mut self) -> Result<Tag, Error> {
        let text = self.bytes("tag")?;
        let bytes = data_encoding::HEXLOWER
            .decode(&text)
            .map_err(|_| Error::Malformed("tag"))?;
        Tag::try_from(bytes.as_slice()).map_err(|_| Error::Malformed("tag"))
    }

    pub(super) fn id(&mut self) -> Result<VerificationId, Error> {
        self.parse("id")
    }
}

fn from_milliseconds(milliseconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
}
