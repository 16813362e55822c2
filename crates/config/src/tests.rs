use std::collections::BTreeMap;
use std::ffi::OsString;

use crate::{Reader, Sources};

mod effective;
mod problems;
mod secrets;
mod unknown;
mod values;

fn sources(file: &str, environment: &[(&str, &str)]) -> Sources {
    let environment: BTreeMap<OsString, OsString> = environment
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    Sources::new(file.parse().unwrap(), environment)
}

/// Reads the section `identity` and returns what was read, and the problems as text.
fn read<T>(
    file: &str,
    environment: &[(&str, &str)],
    read: impl FnOnce(&mut Reader<'_>) -> T,
) -> (T, Vec<String>) {
    let sources = sources(file, environment);
    let mut reader = sources.section("identity");
    let value = read(&mut reader);
    reader.finish();
    (
        value,
        sources.problems().iter().map(ToString::to_string).collect(),
    )
}
