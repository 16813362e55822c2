//! The comment of an RPC, taken apart: what it does, `Called by …`, what a repeat does, `Reasons: …`.

use prost_reflect::MethodDescriptor;

use super::Named;

const CALLERS: &str = "Called by ";
const REASONS: &str = "Reasons:";
/// How a sentence on repeats begins, and what the table leaves out of it.
const REPEATS: [(&str, &str); 3] = [
    ("Idempotent by ", "Idempotent "),
    ("Changes nothing", ""),
    ("It has no effect twice", "It has "),
];

pub(super) struct Sentences {
    /// What follows `Called by`.
    pub(super) callers: String,
    /// What a repeat does, as the table says it.
    pub(super) repeat: String,
    /// What follows `Reasons:`; empty where there is none.
    pub(super) reasons: String,
}

impl Sentences {
    pub(super) fn of(lines: &[String]) -> Result<Self, Vec<String>> {
        let reasons_at = lines.iter().position(|line| line.starts_with(REASONS));
        let (lines, reasons) = lines.split_at(reasons_at.unwrap_or(lines.len()));
        let reasons = reasons.join(" ");
        let reasons = reasons.strip_prefix(REASONS).unwrap_or_default();

        let start = lines.iter().position(|line| line.starts_with(CALLERS));
        let start = start.ok_or_else(|| vec![format!("no line begins with `{CALLERS}…`")])?;
        let told = lines[start..].join(" ");
        let mut sentences = told.trim().trim_end_matches('.').split(". ");
        let callers = sentences.next().unwrap_or_default();
        let mut repeats = sentences.filter_map(repeat);
        match (repeats.next(), repeats.next()) {
            (Some(repeat), None) => Ok(Self {
                callers: callers[CALLERS.len()..].to_owned(),
                repeat,
                reasons: reasons.trim().trim_end_matches('.').to_owned(),
            }),
            (Some(_), Some(_)) => Err(vec!["says twice what a repeat does".to_owned()]),
            (None, _) => Err(vec![format!(
                "does not say what a repeat does: `{}…`",
                REPEATS.map(|(start, _)| start.trim()).join("…`, `")
            )]),
        }
    }

    /// Names where the sentence on repeats does not fit the request or the reasons.
    pub(super) fn repeat_contradictions(
        &self,
        method: &MethodDescriptor,
        reasons: &[Named],
    ) -> Vec<String> {
        let mut faults = Vec::new();
        let reused = reasons
            .iter()
            .any(|named| named.reason == "REQUEST_ID_REUSED");
        let has = |field: &str| method.input().get_field_by_name(field).is_some();
        let key = self.repeat.strip_prefix("by `");
        let key = key.and_then(|rest| rest.split('`').next());
        if let Some(key) = key.filter(|key| !has(key)) {
            faults.push(format!("is idempotent by `{key}`, which its request lacks"));
        }
        if key == Some("request_id") && !reused {
            faults.push("is idempotent by `request_id` without REQUEST_ID_REUSED".to_owned());
        }
        if reused && !has("request_id") {
            faults.push("names REQUEST_ID_REUSED, and its request has no `request_id`".to_owned());
        }
        faults
    }
}

/// Returns what the table says of a repeat, if the sentence is about that.
fn repeat(sentence: &str) -> Option<String> {
    let (_, left_out) = REPEATS
        .into_iter()
        .find(|(start, _)| sentence.starts_with(start))?;
    let said = &sentence[left_out.len()..];
    let (first, rest) = said.split_at_checked(1)?;
    Some(first.to_lowercase() + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Result<Sentences, Vec<String>> {
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        Sentences::of(&lines)
    }

    #[test]
    fn comment_is_taken_apart() {
        let said = sentences(
            "Does it.\n\nCalled by gateways. Idempotent by `request_id`; the same again is\n\
             the same. The person is told.\nReasons: A,\nB (why).",
        );
        let said = said.unwrap();
        assert_eq!(said.callers, "gateways");
        assert_eq!(said.repeat, "by `request_id`; the same again is the same");
        assert_eq!(said.reasons, "A, B (why)");
    }

    #[test]
    fn reading_says_that_it_changes_nothing() {
        let said = sentences("Called by services. Changes nothing but the access log.").unwrap();
        assert_eq!(said.repeat, "changes nothing but the access log");
        assert_eq!(said.reasons, "");
        let said = sentences("Called by gateways. It has no effect twice: so it is.").unwrap();
        assert_eq!(said.repeat, "no effect twice: so it is");
    }

    #[test]
    fn comment_without_callers_or_repeats_is_refused() {
        for text in [
            "Does it.",
            "Does it. Idempotent by nature.",
            "Called by gateways.",
            "Called by gateways. Reasons follow.\nReasons: A.",
            "Called by gateways. Changes nothing. Idempotent by nature.",
        ] {
            assert!(sentences(text).is_err(), "{text}");
        }
    }
}
