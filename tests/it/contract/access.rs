//! Who may call what.

use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use tonic::Code;

use super::{
    call::{Caller, call},
    methods::{self, Rule},
};
use crate::suite::{Suite, channel};

const CALLERS: [&str; 8] = [
    "gateway/web",
    "service/identity",
    "service/profile",
    "service/verification",
    "service/subscriptions",
    "service/stranger",
    "operator/desk",
    "bss/billing",
];

#[tokio::test]
async fn every_rpc_lets_in_whom_its_rule_names_and_nobody_else() {
    let suite = Suite::start().await;
    for (service, method) in methods::all() {
        let channel = channel(suite.doors.of(service));
        let path = methods::path(&method);
        let rule = Rule::of(&method);
        for name in CALLERS {
            let caller = Caller {
                name: Some(name.to_owned()),
                token: None,
            };
            // An empty message: whoever is let in is told what it lacks, or gets what takes none.
            let answer = call(&channel, &path, &caller, Vec::new()).await;
            let refused = answer
                .err()
                .map(|status| (status.code(), read::reason(&status)));
            let not_allowed = Some((Code::PermissionDenied, Some(Reason::CallerNotAllowed)));
            let no_token = Some((Code::Unauthenticated, Some(Reason::TokenInvalid)));
            match (rule.lets_in(name), rule.for_person) {
                (false, _) => assert_eq!(refused, not_allowed, "{name} {path}"),
                (true, true) => assert_eq!(refused, no_token, "{name} {path}"),
                (true, false) => {
                    assert!(
                        refused != not_allowed && refused != no_token,
                        "{name} {path}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn caller_who_says_nonsense_is_unknown_and_one_who_says_nothing_is_a_gateway() {
    let suite = Suite::start().await;
    for (service, method) in methods::all() {
        let channel = channel(suite.doors.of(service));
        let path = methods::path(&method);
        for nonsense in [
            "",
            "gateway",
            "king/arthur",
            "gateway/Web",
            "service/identity,profile",
        ] {
            let caller = Caller {
                name: Some(nonsense.to_owned()),
                token: None,
            };
            let refused = call(&channel, &path, &caller, Vec::new())
                .await
                .unwrap_err();
            assert_eq!(refused.code(), Code::Unauthenticated, "{nonsense:?} {path}");
            assert_eq!(
                read::reason(&refused),
                Some(Reason::CallerUnknown),
                "{nonsense:?} {path}"
            );
        }
        let answer = call(&channel, &path, &Caller::default(), Vec::new()).await;
        let refused = answer.err().and_then(|status| read::reason(&status));
        let as_gateway = Rule::of(&method).lets_in("gateway/anonymous");
        assert_eq!(
            refused == Some(Reason::CallerNotAllowed),
            !as_gateway,
            "{path}"
        );
    }
}

#[tokio::test]
async fn forged_token_opens_nothing() {
    let suite = Suite::start().await;
    let forged = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJhY2NfMSJ9.";
    for (service, method) in methods::all() {
        let rule = Rule::of(&method);
        if !rule.for_person {
            continue;
        }
        let path = methods::path(&method);
        let channel = channel(suite.doors.of(service));
        for token in [forged, "", "nonsense", "a.b.c"] {
            let caller = Caller {
                name: Some(rule.somebody()),
                token: Some(token.to_owned()),
            };
            let refused = call(&channel, &path, &caller, Vec::new())
                .await
                .unwrap_err();
            assert_eq!(refused.code(), Code::Unauthenticated, "{token:?} {path}");
            assert_eq!(
                read::reason(&refused),
                Some(Reason::TokenInvalid),
                "{token:?} {path}"
            );
        }
    }
}
