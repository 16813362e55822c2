//! The fields of a JSON object, taken one by one; what nobody takes is unknown.

use super::{
    faults::{Fault, Faults, shown_name},
    json::Json,
};

const TEXT: Fault = Fault {
    reason: "TEXT_FORM",
    description: "must be a text",
};
const INTEGER: Fault = Fault {
    reason: "INTEGER_FORM",
    description: "must be a whole number",
};
const OBJECT: Fault = Fault {
    reason: "OBJECT_FORM",
    description: "must be an object",
};
const LIST: Fault = Fault {
    reason: "LIST_FORM",
    description: "must be a list",
};
const REQUIRED: Fault = Fault {
    reason: "REQUIRED",
    description: "must stand there",
};
const REPEATED: Fault = Fault {
    reason: "KEY_REPEATED",
    description: "must stand there once",
};
const UNKNOWN: Fault = Fault {
    reason: "KEY_UNKNOWN",
    description: "is no key of the contract",
};

pub(super) struct Fields<'a> {
    entries: Vec<(String, Json)>,
    asked: Vec<&'static str>,
    faults: &'a mut Faults,
}

impl Fields<'_> {
    /// Reads the fields of an object; none where it is something else.
    pub(super) fn read<T>(
        json: Json,
        faults: &mut Faults,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        let Json::Object(entries) = json else {
            faults.add(OBJECT);
            return None;
        };
        let mut fields = Fields {
            entries,
            asked: Vec::new(),
            faults,
        };
        let value = read(&mut fields);
        fields.finish();
        Some(value)
    }

    /// Reads a text; what is absent is empty.
    pub(super) fn text(&mut self, key: &'static str) -> String {
        let text = self.taken(key, |json, _| match json {
            Json::Text(text) => Ok(text),
            _ => Err(TEXT),
        });
        text.unwrap_or_default()
    }

    /// Reads a text that stands for something.
    pub(super) fn parsed<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        self.taken(key, |json, _| match json {
            Json::Text(text) => parse(&text),
            _ => Err(TEXT),
        })
    }

    /// Reads a text that stands for something and has to be there.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<T> {
        if !self
            .entries
            .iter()
            .any(|(name, json)| name == key && !matches!(json, Json::Null))
        {
            self.faults.add_below(key, REQUIRED);
        }
        self.parsed(key, parse)
    }

    /// Reads a whole number.
    pub(super) fn integer<T: TryFrom<i64>>(&mut self, key: &'static str) -> Option<T> {
        self.taken(key, |json, _| match json {
            Json::Integer(value) => T::try_from(value).map_err(|_| INTEGER),
            _ => Err(INTEGER),
        })
    }

    /// Reads an object.
    pub(super) fn object<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        let object = self.taken(key, |json, faults| Ok(Fields::read(json, faults, read)));
        object.flatten()
    }

    /// Reads a list of objects.
    pub(super) fn list<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Fields<'_>) -> T,
    ) -> Vec<T> {
        let list = self.taken(key, |json, faults| {
            let Json::List(items) = json else {
                return Err(LIST);
            };
            let mut values = Vec::new();
            for (index, item) in items.into_iter().enumerate() {
                faults.path.enter_item(index);
                values.extend(Fields::read(item, faults, &read));
                faults.path.leave();
            }
            Ok(values)
        });
        list.unwrap_or_default()
    }

    /// Notes a fault of a field that was taken.
    pub(super) fn refuse(&mut self, key: &'static str, fault: Fault) {
        self.faults.add_below(key, fault);
    }

    /// Takes a field; `null` is absent.
    fn taken<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Json, &mut Faults) -> Result<T, Fault>,
    ) -> Option<T> {
        self.asked.push(key);
        let position = self.entries.iter().position(|(name, _)| name == key)?;
        let (_, json) = self.entries.swap_remove(position);
        if matches!(json, Json::Null) {
            return None;
        }
        self.faults.path.enter(key);
        let value = read(json, self.faults);
        let value = value.map_err(|fault| self.faults.add(fault)).ok();
        self.faults.path.leave();
        value
    }

    fn finish(self) {
        for (name, _) in self.entries {
            let fault = if self.asked.contains(&name.as_str()) {
                REPEATED
            } else {
                UNKNOWN
            };
            self.faults.add_below(shown_name(&name), fault);
        }
    }
}
