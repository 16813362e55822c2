use super::html;

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
    ContactKind,
    Time,
    Login,
    Link,
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

    pub(super) fn has(&self, place: Place) -> bool {
        let is_it = |part: &Part| matches!(part, Part::Value(other) if *other == place);
        self.parts.iter().any(is_it)
    }

    pub(super) fn fill<'a>(&'a self, value: impl Fn(Place) -> &'a str) -> String {
        self.join(value, str::to_owned, |_, value| value.to_owned())
    }

    /// Fills a text that is HTML itself.
    pub(super) fn fill_html<'a>(&'a self, value: impl Fn(Place) -> &'a str) -> String {
        self.join(value, str::to_owned, |_, value| html::escaped(value))
    }

    /// Makes HTML of a plain text.
    pub(super) fn fill_as_html<'a>(&'a self, value: impl Fn(Place) -> &'a str) -> String {
        self.join(value, html::escaped, |place, value| match place {
            Place::Link => html::link(value),
            _ => html::escaped(value),
        })
    }

    fn join<'a>(
        &'a self,
        value: impl Fn(Place) -> &'a str,
        write_words: fn(&str) -> String,
        write_value: fn(Place, &str) -> String,
    ) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Words(words) => write_words(words),
            Part::Value(place) => write_value(*place, value(*place)),
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
            "contact_kind" => Some(Self::ContactKind),
            "time" => Some(Self::Time),
            "login" => Some(Self::Login),
            "link" => Some(Self::Link),
            _ => None,
        }
    }
}
