/// A text with places for values, taken apart once, so that a value is never read as a place.
#[derive(Debug)]
pub(super) struct Text {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Words(String),
    Value(Place),
}

/// What a text may leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Service,
    Host,
    Code,
    Minutes,
    ServiceKind,
    Time,
}

impl Text {
    /// Takes a text apart, or names the place that nothing fills.
    pub(super) fn parse(source: &str, places: &[Place]) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = source;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| after.to_owned())?;
            let place = Place::named(name).filter(|place| places.contains(place));
            parts.push(Part::Words(words.to_owned()));
            parts.push(Part::Value(place.ok_or_else(|| name.to_owned())?));
            rest = after;
        }
        parts.push(Part::Words(rest.to_owned()));
        Ok(Self { parts })
    }

    pub(super) fn fill<'a>(&'a self, value: impl Fn(Place) -> &'a str) -> String {
        self.join(value, str::to_owned)
    }

    pub(super) fn fill_html<'a>(&'a self, value: impl Fn(Place) -> &'a str) -> String {
        self.join(value, escaped)
    }

    fn join<'a>(&'a self, value: impl Fn(Place) -> &'a str, write: fn(&str) -> String) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Value(place) => write(value(*place)),
        });
        parts.collect()
    }
}

impl Place {
    fn named(name: &str) -> Option<Self> {
        match name {
            "service" => Some(Self::Service),
            "host" => Some(Self::Host),
            "code" => Some(Self::Code),
            "minutes" => Some(Self::Minutes),
            "service_kind" => Some(Self::ServiceKind),
            "time" => Some(Self::Time),
            _ => None,
        }
    }
}

pub(super) fn escaped(text: &str) -> String {
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
