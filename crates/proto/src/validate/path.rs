//! Where in a message a value lies.

use std::fmt;

/// Leads to a value, for example `contacts.email` or `items[3].name`.
#[derive(Clone, Debug, Default)]
pub struct Path {
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Field(&'static str),
    Item(usize),
}

impl Path {
    /// Goes into a field.
    pub fn enter(&mut self, field: &'static str) {
        self.steps.push(Step::Field(field));
    }

    /// Goes into an item of the list at hand.
    pub fn enter_item(&mut self, index: usize) {
        self.steps.push(Step::Item(index));
    }

    /// Goes back one step.
    pub fn leave(&mut self) {
        self.steps.pop();
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps.iter().enumerate() {
            match step {
                Step::Field(name) if position == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Item(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
