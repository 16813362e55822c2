use super::{Variable, Wrong, WrongVariable};

/// Variables as they were given, and what is wrong with them so far.
pub(super) struct Reading<'a> {
    wanted: &'a [Variable],
    given: &'a [(String, String)],
    wrong: Vec<WrongVariable>,
}

impl<'a> Reading<'a> {
    /// Notes names that are repeated, or unknown to the template.
    pub(super) fn begin(wanted: &'a [Variable], given: &'a [(String, String)]) -> Self {
        let mut reading = Self {
            wanted,
            given,
            wrong: Vec::new(),
        };
        for (place, (name, _)) in given.iter().enumerate() {
            let first = given.iter().position(|(other, _)| other == name);
            if first != Some(place) {
                reading.note(name, Wrong::Repeated);
            } else if !wanted.iter().any(|variable| variable.name() == name) {
                reading.note(name, Wrong::Unknown);
            }
        }
        reading
    }

    /// Reads the value of a variable, where the template wants it.
    pub(super) fn value<T>(
        &mut self,
        variable: Variable,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if !self.wanted.contains(&variable) {
            return None;
        }
        let name = variable.name();
        let Some((_, text)) = self.given.iter().find(|(given, _)| given == name) else {
            self.note(name, Wrong::Absent);
            return None;
        };
        let value = read(text);
        if value.is_none() {
            self.note(name, Wrong::Unacceptable);
        }
        value
    }

    pub(super) fn end<T>(self, read: T) -> Result<T, Vec<WrongVariable>> {
        if self.wrong.is_empty() {
            Ok(read)
        } else {
            Err(self.wrong)
        }
    }

    fn note(&mut self, name: &str, wrong: Wrong) {
        self.wrong.push(WrongVariable {
            name: name.to_owned(),
            wrong,
        });
    }
}
