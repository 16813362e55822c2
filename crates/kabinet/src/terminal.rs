//! What a person reads: the only place that prints.

use std::io::{self, Write as _};

/// Prints a line to standard output. A reader that is gone is no reason to fail.
pub(crate) fn line(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Prints a line of progress to standard error.
pub(crate) fn progress(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints what went wrong to standard error.
pub(crate) fn error(text: &str) {
    let _ = writeln!(io::stderr().lock(), "error: {}", text.trim_end());
}
