use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::{Given, Reader, Shape};
use crate::Source;
use crate::setting::NOT_SET;

const MISSING: &str = "is required and missing";

impl Reader<'_> {
    /// Reads a text that is not empty; without a default it is required.
    pub fn text(&mut self, name: &str, default: Option<&str>) -> String {
        let given = self.given_text(name, non_empty);
        match default {
            Some(default) => self.or_default(name, given, default.to_owned()),
            None => self.or_missing(name, given).unwrap_or_default(),
        }
    }

    /// Reads a text that is not empty.
    pub fn required_text(&mut self, name: &str) -> String {
        self.text(name, None)
    }

    /// Reads a text that is not empty and may be absent.
    pub fn optional_text(&mut self, name: &str) -> Option<String> {
        let given = self.given_text(name, non_empty);
        self.or_none(name, given)
    }

    /// Reads one of the choices.
    pub fn choice(&mut self, name: &str, choices: &[&str], default: &str) -> String {
        let given = self.given_text(name, |text| {
            if choices.contains(&text) {
                Ok(text.to_owned())
            } else {
                Err(format!("must be one of {}", choices.join(", ")))
            }
        });
        self.or_default(name, given, default.to_owned())
    }

    /// Reads a number within its range.
    pub fn number<T>(&mut self, name: &str, default: T, range: RangeInclusive<T>) -> T
    where
        T: FromStr + PartialOrd + Display,
    {
        let given = self.given(
            name,
            Shape::Number,
            |text| text,
            |text| {
                text.parse()
                    .ok()
                    .filter(|number| range.contains(number))
                    .ok_or_else(|| {
                        format!("must be a number from {} to {}", range.start(), range.end())
                    })
            },
        );
        self.or_default(name, given, default)
    }

    /// Reads a whole number of seconds; the key's name ends in `_seconds`.
    pub fn duration_seconds(
        &mut self,
        name: &str,
        default: u64,
        range: RangeInclusive<u64>,
    ) -> Duration {
        Duration::from_secs(self.number(name, default, range))
    }

    /// Reads an IP address with its port.
    pub fn address(&mut self, name: &str, default: impl Into<SocketAddr>) -> SocketAddr {
        let given = self.given_text(name, parse_address);
        self.or_default(name, given, default.into())
    }

    /// Reads a URL that holds no password.
    pub fn url(&mut self, name: &str, default: &str) -> String {
        let given = self.given_text(name, parse_url);
        self.or_default(name, given, default.to_owned())
    }

    /// Reads a URL that holds no password and may be absent.
    pub fn optional_url(&mut self, name: &str) -> Option<String> {
        let given = self.given_text(name, parse_url);
        self.or_none(name, given)
    }

    /// Reads the path of a file or directory; whether it exists is not looked at.
    pub fn path(&mut self, name: &str) -> PathBuf {
        self.required_text(name).into()
    }

    /// Reads a path that may be absent.
    pub fn optional_path(&mut self, name: &str) -> Option<PathBuf> {
        self.optional_text(name).map(PathBuf::from)
    }

    fn given_text<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Given<T> {
        self.given(name, Shape::Text, |text| text, parse)
    }

    fn or_default<T: Display>(&mut self, name: &str, given: Given<T>, default: T) -> T {
        match given {
            Given::Right(value) => return value,
            Given::Wrong => {}
            Given::Absent => self.note(name, &default.to_string(), Source::Default),
        }
        default
    }

    pub(super) fn or_missing<T>(&mut self, name: &str, given: Given<T>) -> Option<T> {
        match given {
            Given::Right(value) => return Some(value),
            Given::Wrong => {}
            Given::Absent => self.problem(name, MISSING),
        }
        None
    }

    pub(super) fn or_none<T>(&mut self, name: &str, given: Given<T>) -> Option<T> {
        match given {
            Given::Right(value) => return Some(value),
            Given::Wrong => {}
            Given::Absent => self.note(name, NOT_SET, Source::Default),
        }
        None
    }
}

pub(super) fn non_empty(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("must not be empty".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

fn parse_address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "must be an IP address with a port, like 127.0.0.1:7101".to_owned())
}

fn parse_url(text: &str) -> Result<String, String> {
    let url = Url::parse(text)
        .ok()
        .filter(Url::has_host)
        .ok_or("must be a URL with a host, like http://127.0.0.1:4317")?;
    if url.password().is_some() {
        return Err("must not hold a password".to_owned());
    }
    Ok(text.to_owned())
}
