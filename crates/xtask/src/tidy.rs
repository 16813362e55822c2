//! Checks that every piece of code stands in its room.

mod copied_schema;
mod room;
pub(crate) mod source;

use anyhow::ensure;

use source::Source;

/// Most lines of one hand-written file.
const LINES_MAX: usize = 400;
/// Names that say nothing about what stands in a file.
const EMPTY_NAMES: [&str; 8] = [
    "util", "utils", "common", "helper", "helpers", "misc", "manager", "mod",
];

#[expect(
    clippy::print_stderr,
    reason = "a task talks to the person who runs it"
)]
pub(crate) fn run() -> anyhow::Result<()> {
    let sources = source::all(&crate::root())?;
    ensure!(!sources.is_empty(), "no sources found");
    let mut complaints: Vec<String> = sources.iter().flat_map(complaints).collect();
    complaints.extend(source::packages_without_lints(&crate::root())?);
    complaints.extend(copied_schema::complaints(&crate::root())?);
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    ensure!(
        complaints.is_empty(),
        "tidy: {} complaints",
        complaints.len()
    );
    eprintln!("── tidy: {} files in their rooms", sources.len());
    Ok(())
}

fn complaints(source: &Source) -> Vec<String> {
    let mut found = room::complaints(source);
    let lines = source.text.lines().count();
    if lines > LINES_MAX {
        found.push(format!(
            "{}: {lines} lines, more than {LINES_MAX}",
            source.path
        ));
    }
    if EMPTY_NAMES.contains(&source.stem()) {
        found.push(format!("{}: the name says nothing", source.path));
    }
    found
}
