//! Generates `Validate` and `Debug` for every message, and `Debug` for every enum.
//!
//! Rules are read from `buf.validate` options. A rule that is not known here fails the build: a rule
//! that stands in a contract is enforced.

mod checks;
mod debug;
mod names;
mod rules;
mod validators;

use std::fmt;

use prost_reflect::{DescriptorPool, MessageDescriptor};

use names::Names;

/// A rule that cannot be compiled.
#[derive(Debug)]
pub(crate) struct Fault {
    place: String,
    problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

/// Generates the implementations for the messages of `pool`, whose Rust types lie below `root`.
pub(crate) fn generate(pool: &DescriptorPool, root: &str) -> Result<String, Vec<Fault>> {
    let names = Names::new(root);
    let mut code = String::new();
    let mut faults = Vec::new();
    for message in pool.all_messages().filter(is_generated) {
        match validators::implementation(&message, &names) {
            Ok(validator) => code.push_str(&validator),
            Err(found) => faults.extend(found),
        }
        code.push_str(&debug::of_message(&message, &names));
    }
    for enumeration in pool.all_enums() {
        if !is_foreign(enumeration.package_name()) {
            code.push_str(&debug::of_enum(&enumeration, &names));
        }
    }
    if faults.is_empty() {
        Ok(code)
    } else {
        Err(faults)
    }
}

fn is_generated(message: &MessageDescriptor) -> bool {
    !message.is_map_entry() && !is_foreign(message.package_name())
}

fn is_foreign(package: &str) -> bool {
    package == "google.protobuf" || package == "buf.validate"
}
