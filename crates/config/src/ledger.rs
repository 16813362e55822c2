use std::collections::{BTreeMap, BTreeSet};

use crate::{Key, Problem, Setting};

/// What the readers of all sections have found so far.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) known_keys: BTreeSet<Key>,
    pub(crate) opened_sections: BTreeSet<String>,
    pub(crate) finished_sections: BTreeSet<String>,
    pub(crate) foreign_sections: BTreeSet<String>,
    pub(crate) settings: BTreeMap<Key, Setting>,
    pub(crate) problems: Vec<Problem>,
}

impl Ledger {
    pub(crate) fn add_problem(&mut self, problem: Problem) {
        // Two services in one process may read one shared key.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}
