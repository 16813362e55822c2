use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;

use crate::ledger::Ledger;
use crate::{FileError, Problem, Reader, Report, Setting, file, unknown};

/// The configuration file and the environment, and what readers found in them.
pub struct Sources {
    file: toml::Table,
    environment: BTreeMap<OsString, OsString>,
    ledger: RefCell<Ledger>,
}

impl Sources {
    /// Reads the file, if one is named, and the process environment.
    pub fn read(file: Option<&Path>) -> Result<Self, FileError> {
        let file = file.map(file::read).transpose()?.unwrap_or_default();
        Ok(Self::new(file, std::env::vars_os().collect()))
    }

    /// Takes variables that are given, instead of a file and the process environment.
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let environment = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        Self::new(toml::Table::new(), environment.collect())
    }

    /// Adds variables that the environment does not have; they stand above the file like any other.
    #[must_use]
    pub fn with_default_variables<N, V>(mut self, pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        for (name, value) in pairs {
            self.environment
                .entry(name.into())
                .or_insert_with(|| value.into());
        }
        self
    }

    pub(crate) fn new(file: toml::Table, environment: BTreeMap<OsString, OsString>) -> Self {
        Self {
            file,
            environment,
            ledger: RefCell::default(),
        }
    }

    /// Opens a section; several readers may read one.
    pub fn section(&self, name: &str) -> Reader<'_> {
        self.ledger
            .borrow_mut()
            .opened_sections
            .insert(name.to_owned());
        Reader::new(self, name)
    }

    /// Lets sections stand in the file that this process does not read.
    pub fn ignore_sections(&self, names: &[&str]) {
        let names = names.iter().map(|name| (*name).to_owned());
        self.ledger.borrow_mut().foreign_sections.extend(names);
    }

    /// Returns a variable that belongs to no section, such as `DATABASE_URL`, if it is UTF-8.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(OsStr::new(name))?.to_str()
    }

    /// Returns every mistake so far: those of the readers, and the unknown keys of finished sections.
    pub fn problems(&self) -> Vec<Problem> {
        let ledger = self.ledger.borrow();
        let mut problems = ledger.problems.clone();
        problems.extend(unknown::problems(
            &self.file,
            self.variable_names(),
            &ledger,
        ));
        problems
    }

    /// Refuses the configuration if there is any mistake.
    pub fn check(&self) -> Result<(), Report> {
        let problems = self.problems();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Report { problems })
        }
    }

    /// Returns every key that was read, with its effective value, sorted; secrets are masked.
    pub fn effective(&self) -> Vec<Setting> {
        self.ledger.borrow().settings.values().cloned().collect()
    }

    pub(crate) fn ledger(&self) -> &RefCell<Ledger> {
        &self.ledger
    }

    pub(crate) fn in_file(&self, section: &str, name: &str) -> Option<&toml::Value> {
        self.file.get(section)?.as_table()?.get(name)
    }

    pub(crate) fn in_environment(&self, variable: &str) -> Option<&OsStr> {
        self.environment
            .get(OsStr::new(variable))
            .map(OsString::as_os_str)
    }

    fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.environment.keys().filter_map(|name| name.to_str())
    }
}

// Both sources may hold secrets.
impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}
