//! What became of an import, for a person.

use std::time::Duration;

use kabinet_feed::Summary;

use super::rejects::Rejects;
use crate::terminal;

pub(super) fn print(summary: &Summary, elapsed: Duration, rejects: &Rejects) {
    let result = &summary.result;
    let milliseconds = elapsed.as_millis().max(1);
    let rate = u128::from(summary.read) * 1_000 / milliseconds;
    for (what, count) in [
        ("read", summary.read.cast_signed()),
        ("created", result.created_count),
        ("updated", result.updated_count),
        ("unchanged", result.unchanged_count),
        ("rejected", summary.rejected.cast_signed()),
        ("conflicts", result.conflict_count),
        ("closed", result.closed_count),
    ] {
        terminal::line(&format!("{what:<10}{count:>10}"));
    }
    terminal::line(&format!(
        "in {}.{:03} s, {rate} contracts/s",
        elapsed.as_secs(),
        elapsed.subsec_millis()
    ));
    if let Some(path) = rejects.written() {
        terminal::line(&format!("reasons: {}", path.display()));
    }
}
