use std::fs;
use std::path::Path;

use protox::Compiler;

use crate::build::generator::generate;

/// Generates from a message with this body; gives the faults.
fn faults(body: &str) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    let source = format!(
        "syntax = \"proto3\";\n\
         package refused;\n\
         import \"buf/validate/validate.proto\";\n\
         import \"google/protobuf/timestamp.proto\";\n\
         message Other {{ string text = 1 [(buf.validate.field).string.max_len = 1]; }}\n\
         message Message {{ {body} }}\n"
    );
    fs::write(directory.path().join("refused.proto"), source).unwrap();
    let third_party = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto/third_party");
    let mut compiler = Compiler::new([directory.path(), &third_party]).unwrap();
    compiler
        .include_imports(true)
        .open_file("refused.proto")
        .unwrap();
    match generate(&compiler.descriptor_pool(), "crate") {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn known_rules_are_compiled() {
    for body in [
        "string text = 1 [(buf.validate.field).string.max_len = 1];",
        "bool flag = 1 [(buf.validate.field).ignore = IGNORE_ALWAYS];",
        "repeated Other others = 1 \
         [(buf.validate.field).repeated = {max_items: 2, items: {ignore: IGNORE_ALWAYS}}];",
    ] {
        assert_eq!(faults(body), [""; 0], "{body}");
    }
}

#[test]
fn rules_that_are_not_known_fail_the_build() {
    for (body, problem) in [
        (
            "string text = 1 [(buf.validate.field).string.uri = true];",
            "string.uri",
        ),
        (
            "string text = 1 [(buf.validate.field).string.uuid = false];",
            "string.uuid",
        ),
        (
            "bytes text = 1 [(buf.validate.field).bytes.pattern = 'a'];",
            "bytes.pattern",
        ),
        (
            "int64 number = 1 [(buf.validate.field).int64.example = 1];",
            "int64.example",
        ),
        (
            "double number = 1 [(buf.validate.field).double.gt = 1];",
            "not known",
        ),
        (
            "string text = 1 [(buf.validate.field).cel = {id: 'a', expression: 'true'}];",
            "cel",
        ),
        (
            "google.protobuf.Timestamp time = 1 [(buf.validate.field).timestamp.gt_now = true];",
            "timestamp.gt_now",
        ),
        (
            "option (buf.validate.message).cel = {id: 'a', expression: 'true'};",
            "messages",
        ),
        ("map<string, Other> others = 1;", "maps"),
        (
            "map<string, string> texts = 1 [(buf.validate.field).map.min_pairs = 1];",
            "maps",
        ),
        (
            "repeated Other others = 1 [(buf.validate.field).repeated.unique = true];",
            "repeated.unique",
        ),
        (
            "oneof one { string text = 1 [(buf.validate.field).required = true]; }",
            "cannot be required",
        ),
    ] {
        let faults = faults(body);
        assert!(
            faults.len() == 1 && faults[0].contains(problem),
            "{body}: {faults:?}"
        );
    }
}

#[test]
fn rules_that_say_something_else_than_they_seem_to_fail_the_build() {
    for (body, problem) in [
        (
            "string text = 1 [(buf.validate.field).bytes.len = 1];",
            "a field of string",
        ),
        (
            "repeated string texts = 1 [(buf.validate.field).string.len = 1];",
            "on a list",
        ),
        (
            "Other other = 1 \
             [(buf.validate.field).ignore = IGNORE_ALWAYS, (buf.validate.field).required = true];",
            "IGNORE_ALWAYS",
        ),
        (
            "repeated Other others = 1 \
             [(buf.validate.field) = {ignore: IGNORE_ALWAYS, repeated: {max_items: 2}}];",
            "IGNORE_ALWAYS",
        ),
        (
            "int32 number = 1 [(buf.validate.field).int32 = {gt: 5, lt: 1}];",
            "above",
        ),
        (
            "string text = 1 [(buf.validate.field).string.pattern = '('];",
            "string.pattern",
        ),
        (
            "string text = 1 [(buf.validate.field).string.pattern = '^\\\\d$'];",
            "\\d",
        ),
    ] {
        let faults = faults(body);
        assert!(
            faults.len() == 1 && faults[0].contains(problem),
            "{body}: {faults:?}"
        );
    }
}

#[test]
fn every_fault_is_told_with_its_place() {
    let faults = faults(
        "string first = 1 [(buf.validate.field).string.uri = true];\n\
         string second = 2 [(buf.validate.field).string.uri = true];",
    );
    assert_eq!(
        faults,
        [
            "refused.Message.first: unknown rule string.uri",
            "refused.Message.second: unknown rule string.uri"
        ]
    );
}
