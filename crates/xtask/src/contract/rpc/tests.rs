use super::*;
use crate::contract::{catalogue::TEXTS, sources};

/// Reads a contract with one service of these RPCs.
fn read(rpcs: &str) -> (Vec<Rpc>, Vec<String>) {
    let contract = format!(
        "syntax = \"proto3\";\npackage kabinet.identity.v1;\n\
         import \"kabinet/access/v1/access.proto\";\nimport \"kabinet/errors/v1/reason.proto\";\n\
         service TrialService {{\n{rpcs}\n}}\n\
         message Request {{ string request_id = 1; }}\nmessage Bare {{}}\n"
    );
    let pool = sources::of_text("kabinet/identity/v1/trial_service.proto", &contract);
    let texts = std::fs::read_to_string(crate::root().join(TEXTS)).unwrap();
    let (catalogue, _) = Catalogue::read(&pool, &texts).unwrap();
    all(&pool, &["identity"], &catalogue)
}

fn faults(rpcs: &str) -> String {
    let (read, faults) = read(rpcs);
    assert!(read.is_empty(), "{read:?}");
    faults.join("\n")
}

const GATEWAY: &str =
    "{ option (kabinet.access.v1.rule) = {callers: [{kind: CALLER_KIND_GATEWAY}]}; }";

#[test]
fn rpc_is_read_from_its_rule_and_its_comment() {
    let (rpcs, faults) = read(
        "// Does it.
         //
         // Called by gateways with the person's access token, not older than 10 minutes. Idempotent by
         // `request_id`.
         // Reasons: LOGIN_TAKEN, RATE_LIMITED (too
         // many, too fast), REQUEST_ID_REUSED.
         rpc Try(Request) returns (stream Bare) {
           option (kabinet.access.v1.rule) = {
             callers: [{kind: CALLER_KIND_GATEWAY}]
             end_user: END_USER_REQUIRED
             max_authentication_age: {seconds: 600}
           };
         }
         // Tries again.
         //
         // Called by profile and operators. Changes nothing.
         // Reasons: as Try, and LINK_NOT_FOUND.
         rpc TryAgain(Request) returns (Bare) {
           option (kabinet.access.v1.rule) = {callers: [
             {kind: CALLER_KIND_SERVICE names: [\"profile\"]}, {kind: CALLER_KIND_OPERATOR}
           ]};
         }",
    );
    assert_eq!(faults, [""; 0]);
    let rows: Vec<_> = rpcs.iter().map(ToString::to_string).collect();
    assert_eq!(
        rows,
        [
            "| Try, answers stream | gateways | needed, not older than 10 minutes | by `request_id` | \
             LOGIN_TAKEN, RATE_LIMITED (too many, too fast), REQUEST_ID_REUSED |",
            "| TryAgain | service profile; operators | none | changes nothing | LOGIN_TAKEN, \
             RATE_LIMITED (too many, too fast), REQUEST_ID_REUSED, LINK_NOT_FOUND |",
        ]
    );
}

#[test]
fn fault_names_the_file_and_the_rpc() {
    let rpc = format!(
        "// Called by gateways. Changes nothing.
         // Reasons: LOGIN_TOKEN.
         rpc Try(Bare) returns (Bare) {GATEWAY}"
    );
    assert_eq!(
        faults(&rpc),
        "proto/kabinet/identity/v1/trial_service.proto: Try: names LOGIN_TOKEN, which is no reason"
    );
}

#[test]
fn rpc_without_a_rule_or_a_comment_is_refused() {
    let comment = "// Called by gateways. Changes nothing.\n";
    assert!(faults(&format!("{comment} rpc Try(Bare) returns (Bare);")).contains("no access rule"));
    assert!(faults(&format!("rpc Try(Bare) returns (Bare) {GATEWAY}")).contains("Called by"));
}

#[test]
fn comment_that_contradicts_the_contract_is_refused() {
    for (comment, fault) in [
        ("Called by services. Changes nothing.", "lets in gateways"),
        (
            "Called by gateways. Changes nothing.\n// Reasons: TOKEN_INVALID.",
            "asks for no access token",
        ),
        (
            "Called by gateways. Idempotent by `key`.",
            "which its request lacks",
        ),
        (
            "Called by gateways. Idempotent by `request_id`.",
            "without REQUEST_ID_REUSED",
        ),
        (
            "Called by gateways. Changes nothing.\n// Reasons: as Other.",
            "which its service lacks",
        ),
        (
            "Called by gateways. Changes nothing.\n// Reasons: RATE_LIMITED, RATE_LIMITED.",
            "twice",
        ),
    ] {
        let found = faults(&format!(
            "// {comment}\nrpc Try(Request) returns (Bare) {GATEWAY}"
        ));
        assert!(found.contains(fault), "{comment}: {found}");
    }
    let rpc = format!(
        "// Called by gateways. Changes nothing.
         // Reasons: REQUEST_ID_REUSED.
         rpc Try(Bare) returns (Bare) {GATEWAY}"
    );
    assert!(faults(&rpc).contains("has no `request_id`"));
}
