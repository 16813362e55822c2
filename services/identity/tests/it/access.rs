//! Who may call what, as the contract declares it.

use kabinet_access::{Caller, CallerKind, EndUserRule, Rules};
use kabinet_proto::contracts;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use tonic::Code;

use crate::suite::{Refused as _, Suite, raw_call};

const SERVICES: [&str; 7] = [
    "kabinet.identity.v1.CredentialService",
    "kabinet.identity.v1.DirectoryService",
    "kabinet.identity.v1.EventService",
    "kabinet.identity.v1.EventSinkService",
    "kabinet.identity.v1.RecoveryService",
    "kabinet.identity.v1.RegistrationService",
    "kabinet.identity.v1.SessionService",
];
/// RPCs of the contract; a new one has to be counted here.
const RPCS: usize = 31;

fn rules() -> Vec<(String, kabinet_access::Rule)> {
    let rules = Rules::read(contracts(), &SERVICES).unwrap();
    let own = rules
        .iter()
        .filter(|(path, _)| path.starts_with("/kabinet."));
    own.map(|(path, rule)| (path.to_owned(), rule.clone()))
        .collect()
}

#[tokio::test]
async fn every_rpc_lets_in_the_callers_of_its_rule_and_nobody_else() {
    let suite = Suite::new().await;
    let rules = rules();
    assert_eq!(rules.len(), RPCS);
    for (path, rule) in rules {
        for kind in CallerKind::ALL {
            let caller = Caller {
                kind,
                name: "somebody".to_owned(),
            };
            let text = caller.to_string();
            let answer = raw_call(suite.channel(), &path, Some(&text), Vec::new()).await;
            let reason = answer.as_ref().err().and_then(read::reason);
            if !rule.admits(&caller) {
                let code = answer.as_ref().err().map(tonic::Status::code);
                assert_eq!(code, Some(Code::PermissionDenied), "{path} {text}");
                assert_eq!(reason, Some(Reason::CallerNotAllowed), "{path} {text}");
            } else if rule.end_user() == EndUserRule::None {
                let expected = [None, Some(Reason::InvalidRequest)];
                assert!(expected.contains(&reason), "{path} {text}: {answer:?}");
            } else {
                assert_eq!(reason, Some(Reason::TokenInvalid), "{path} {text}");
            }
        }
    }
}

#[tokio::test]
async fn caller_that_names_itself_badly_is_refused() {
    let suite = Suite::new().await;
    let (path, _) = rules().remove(0);
    for caller in ["root/web", "gateway", "gateway/", "service/Identity"] {
        let refused = raw_call(suite.channel(), &path, Some(caller), Vec::new()).await;
        assert_eq!(refused.reason(), Reason::CallerUnknown, "{caller}");
    }
}

#[tokio::test]
async fn token_of_another_issuer_and_a_mangled_one_are_refused() {
    let suite = Suite::new().await;
    let grant = suite.person("ivan.petrov").registers().await;
    let foreign = kabinet_testkit::user_token(
        &kabinet_testkit::signing_keys(9),
        &suite.env,
        &kabinet_testkit::end_user(&suite.env),
    );
    let (signed, _) = grant.access_token.rsplit_once('.').unwrap();
    for token in [
        foreign,
        format!("{signed}."),
        format!("{signed}.AAAA"),
        "x".repeat(5_000),
    ] {
        assert_eq!(
            suite.as_user(&token).sessions().await.reason(),
            Reason::TokenInvalid
        );
    }
    suite.as_user(&grant.access_token).sessions().await.unwrap();
}
