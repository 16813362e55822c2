use super::*;
use crate::contract::sources;

const TEXT: &str = "en = 'Yes.'\nru = 'Да.'\npl = 'Tak.'\n";

/// Reads a catalogue of one reason, `LOST`, with this comment and these texts.
fn read(comment: &str, texts: &str) -> (Catalogue, Vec<String>) {
    let contract = format!(
        "syntax = \"proto3\";\npackage kabinet.errors.v1;\nenum Reason {{\n  \
         REASON_UNSPECIFIED = 0;\n  {comment}\n  REASON_LOST = 7;\n}}\n"
    );
    let pool = sources::of_text("kabinet/errors/v1/reason.proto", &contract);
    Catalogue::read(&pool, texts).unwrap()
}

#[test]
fn entry_says_what_the_comment_says() {
    let comment = "// RESOURCE_EXHAUSTED. Lost;\n  // `RetryInfo` says. Metadata: `a`, `b`.";
    let (catalogue, faults) = read(comment, &format!("[LOST]\n{TEXT}"));
    assert_eq!(faults, [""; 0]);
    let expected = serde_json::json!([{
        "reason": "LOST",
        "number": 7,
        "grpc_status": "RESOURCE_EXHAUSTED",
        "http_status": 429,
        "metadata": ["a", "b"],
        "retryable": true,
        "meaning": "Lost; `RetryInfo` says.",
        "texts": {"en": "Yes.", "ru": "Да.", "pl": "Tak."},
    }]);
    let json: serde_json::Value = serde_json::from_str(&catalogue.json().unwrap()).unwrap();
    assert_eq!(json, expected);
}

#[test]
fn repeat_helps_where_the_code_or_the_comment_says_so() {
    for (comment, retryable) in [
        ("// NOT_FOUND. Lost.", false),
        ("// DEADLINE_EXCEEDED. Lost.", true),
        ("// FAILED_PRECONDITION. Not yet; repeat the call.", true),
    ] {
        let (catalogue, _) = read(comment, &format!("[LOST]\n{TEXT}"));
        assert_eq!(catalogue.entries[0].retryable, retryable, "{comment}");
    }
}

#[test]
fn comment_without_the_form_is_refused() {
    for comment in [
        "",
        "// Lost.",
        "// Lost. It is lost.",
        "// CANCELLED. Lost.",
        "// NOT_FOUND. Lost",
        "// NOT_FOUND. Lost. Metadata: a.",
    ] {
        let (_, faults) = read(comment, &format!("[LOST]\n{TEXT}"));
        assert_eq!(faults.len(), 1, "{comment}: {faults:?}");
        assert!(faults[0].starts_with("proto/kabinet/errors/v1/reason.proto: LOST: "));
    }
}

#[test]
fn texts_are_those_of_the_reasons() {
    let comment = "// NOT_FOUND. Lost.";
    let (_, faults) = read(comment, "");
    assert_eq!(faults, ["proto/reason_texts.toml: lacks LOST"]);
    let (_, faults) = read(comment, &format!("[LOST]\n{TEXT}[FOUND]\n{TEXT}"));
    assert_eq!(faults, ["proto/reason_texts.toml: FOUND is no reason"]);
    // Nobody knows when what is not found will be.
    let text = TEXT.replace(".'", " {retry_after}.'");
    assert_eq!(read(comment, &format!("[LOST]\n{text}")).1.len(), 3);
}

#[test]
fn language_too_many_or_too_few_is_refused() {
    let pool = sources::of_text(
        "kabinet/errors/v1/reason.proto",
        "syntax = \"proto3\";\npackage kabinet.errors.v1;\nenum Reason { REASON_UNSPECIFIED = 0; }\n",
    );
    assert!(Catalogue::read(&pool, "[LOST]\nen = 'Yes.'\nru = 'Да.'\n").is_err());
    assert!(Catalogue::read(&pool, &format!("[LOST]\n{TEXT}de = 'Ja.'\n")).is_err());
}
