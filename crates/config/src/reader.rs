use crate::{Key, Problem, Setting, Source, Sources};

mod secrets;
mod values;

/// Reads the keys of one section.
///
/// A method never fails: it notes what is wrong and returns the default or something harmless, so
/// that one start reports every mistake. What was read may be used after [`Sources::check`] only.
pub struct Reader<'a> {
    sources: &'a Sources,
    section: String,
}

/// What the sources say about a key.
enum Given<T> {
    Absent,
    /// The problem is noted already.
    Wrong,
    Right(T),
}

/// What type the file must give; the environment knows text only.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Number,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(sources: &'a Sources, section: &str) -> Self {
        Self {
            sources,
            section: section.to_owned(),
        }
    }

    /// Notes a mistake that only the caller can see, such as two keys that do not fit together.
    pub fn problem(&mut self, name: &str, message: impl Into<String>) {
        let problem = Problem {
            key: self.key(name),
            message: message.into(),
        };
        self.sources.ledger().borrow_mut().add_problem(problem);
    }

    /// Ends the section: from now on, a key that no reader of it asked for is a mistake.
    pub fn finish(self) {
        self.sources
            .ledger()
            .borrow_mut()
            .finished_sections
            .insert(self.section);
    }

    /// Finds and parses a value, and notes it as effective in the form that `show` gives it.
    fn given<T>(
        &mut self,
        name: &str,
        shape: Shape,
        show: fn(&str) -> &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Given<T> {
        let (text, source) = match self.find(name, shape) {
            Ok(Some(found)) => found,
            Ok(None) => return Given::Absent,
            Err(message) => {
                self.problem(name, message);
                return Given::Wrong;
            }
        };
        match parse(&text) {
            Ok(value) => {
                self.note(name, show(&text), source);
                Given::Right(value)
            }
            Err(message) => {
                self.problem(name, message);
                Given::Wrong
            }
        }
    }

    /// Returns the text of the key from the source that wins.
    fn find(&mut self, name: &str, shape: Shape) -> Result<Option<(String, Source)>, &'static str> {
        let key = self.key(name);
        let variable = key.in_environment();
        self.sources.ledger().borrow_mut().known_keys.insert(key);
        if let Some(value) = self.sources.in_environment(&variable) {
            let text = value.to_str().ok_or("must be UTF-8")?;
            return Ok(Some((text.to_owned(), Source::Environment)));
        }
        let Some(value) = self.sources.in_file(&self.section, name) else {
            return Ok(None);
        };
        let text = match (shape, value) {
            (Shape::Text, toml::Value::String(text)) => text.clone(),
            (Shape::Text, _) => return Err("must be a text in quotation marks"),
            (Shape::Number, toml::Value::Integer(number)) => number.to_string(),
            (Shape::Number, toml::Value::Float(number)) => number.to_string(),
            (Shape::Number, _) => return Err("must be a number without quotation marks"),
        };
        Ok(Some((text, Source::File)))
    }

    fn note(&mut self, name: &str, value: &str, source: Source) {
        let key = self.key(name);
        let setting = Setting {
            key: key.clone(),
            value: value.to_owned(),
            source,
        };
        self.sources
            .ledger()
            .borrow_mut()
            .settings
            .insert(key, setting);
    }

    fn key(&self, name: &str) -> Key {
        Key::new(&self.section, name)
    }
}
