use std::time::Duration;

use super::Wording;

/// A text with places for values, taken apart once, so that a value is never read as a place.
#[derive(Debug)]
pub(super) struct Text {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Words(String),
    Value(Value),
}

#[derive(Clone, Copy, Debug)]
enum Value {
    Service,
    Host,
    Code,
    Minutes,
}

impl Text {
    /// Takes a text apart, or names the place that is not known.
    pub(super) fn parse(source: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = source;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| after.to_owned())?;
            parts.push(Part::Words(words.to_owned()));
            parts.push(Part::Value(Value::named(name)?));
            rest = after;
        }
        parts.push(Part::Words(rest.to_owned()));
        Ok(Self { parts })
    }

    pub(super) fn fill(&self, wording: &Wording, code: &str, life: Duration) -> String {
        self.join(wording, code, life, str::to_owned)
    }

    pub(super) fn fill_html(&self, wording: &Wording, code: &str, life: Duration) -> String {
        self.join(wording, code, life, escaped)
    }

    fn join(
        &self,
        wording: &Wording,
        code: &str,
        life: Duration,
        write: fn(&str) -> String,
    ) -> String {
        let minutes = life.as_secs().div_ceil(60).to_string();
        let value = |value| match value {
            Value::Service => wording.service_name.as_str(),
            Value::Host => wording.web_host.as_str(),
            Value::Code => code,
            Value::Minutes => minutes.as_str(),
        };
        let parts = self.parts.iter().map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Value(place) => write(value(*place)),
        });
        parts.collect()
    }
}

impl Value {
    fn named(name: &str) -> Result<Self, String> {
        match name {
            "service" => Ok(Self::Service),
            "host" => Ok(Self::Host),
            "code" => Ok(Self::Code),
            "minutes" => Ok(Self::Minutes),
            _ => Err(name.to_owned()),
        }
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(character),
        }
    }
    html
}
