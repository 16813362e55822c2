//! Every RPC of the service, called by every kind of caller.

use std::collections::BTreeMap;

use kabinet_access::{Caller, Rules};
use kabinet_profile::SERVICES;
use kabinet_proto::{contracts, errors::v1::Reason};
use kabinet_status::read;
use tonic::{
    Code, Request, Status, client::Grpc, codegen::http::uri::PathAndQuery,
    service::interceptor::InterceptedService,
};
use tonic_prost::ProstCodec;

use crate::harness::{CallAs, Profile};

const CALLERS: [&str; 6] = [
    "gateway/web",
    "service/identity",
    "service/verification",
    "service/subscriptions",
    "operator/desk",
    "bss/billing",
];

/// Who is let in, as a person reads it: a change of the contract shows here.
const ALLOWED: [(&str, &[&str]); 20] = [
    ("ContactService/ConfirmContactPoint", &["gateway/web"]),
    ("ContactService/ListContactPoints", &["gateway/web"]),
    ("ContactService/ReplaceContactPoint", &["gateway/web"]),
    ("ContactService/StartConfirmation", &["gateway/web"]),
    ("ContactService/UndoContactChange", &["gateway/web"]),
    ("DirectoryService/MatchPersonalData", &["service/identity"]),
    (
        "DirectoryService/ResolveContacts",
        &["service/identity", "service/subscriptions"],
    ),
    ("DraftService/ActivateDraft", &["service/identity"]),
    ("DraftService/DiscardDraft", &["service/identity"]),
    ("DraftService/PutContacts", &["service/identity"]),
    ("DraftService/PutPersonalData", &["service/identity"]),
    ("DraftService/ResolveDraftContact", &["service/identity"]),
    (
        "EventSinkService/DeliverEvent",
        &[
            "service/identity",
            "service/verification",
            "service/subscriptions",
        ],
    ),
    ("NotificationService/ListInbox", &["gateway/web"]),
    (
        "NotificationService/Notify",
        &["service/identity", "service/subscriptions"],
    ),
    ("PreferenceService/GetPreferences", &["gateway/web"]),
    ("PreferenceService/UpdatePreferences", &["gateway/web"]),
    ("ProfileService/GetProfile", &["gateway/web"]),
    (
        "ProfileService/ListRegions",
        &[
            "gateway/web",
            "service/identity",
            "service/verification",
            "service/subscriptions",
        ],
    ),
    ("ProfileService/UpdateProfile", &["gateway/web"]),
];

/// Calls a method with an empty message.
async fn call(profile: &Profile, path: &str, caller: &str) -> Result<(), Status> {
    let channel = InterceptedService::new(profile.channel.clone(), CallAs::caller(caller));
    let mut client = Grpc::new(channel);
    client.ready().await.unwrap();
    let path = PathAndQuery::try_from(path).unwrap();
    let codec = ProstCodec::<(), ()>::default();
    client.unary(Request::new(()), path, codec).await?;
    Ok(())
}

fn rules() -> Rules {
    Rules::read(contracts(), &SERVICES).unwrap()
}

#[test]
fn contract_lets_in_whom_it_should() {
    let rules = rules();
    let mut allowed = BTreeMap::new();
    for (path, rule) in rules.iter() {
        if let Some(method) = path.strip_prefix("/kabinet.profile.v1.") {
            let admitted = |caller: &&str| rule.admits(&caller.parse::<Caller>().unwrap());
            let callers: Vec<_> = CALLERS.into_iter().filter(admitted).collect();
            allowed.insert(method, callers);
        }
    }
    let expected = ALLOWED.map(|(method, callers)| (method, callers.to_vec()));
    assert_eq!(allowed, BTreeMap::from(expected));
}

#[tokio::test]
async fn server_lets_in_whom_the_contract_lets_in() {
    let profile = Profile::start().await;
    let rules = rules();
    for (path, rule) in rules.iter() {
        if !path.starts_with("/kabinet.") {
            continue;
        }
        for name in CALLERS {
            let answer = call(&profile, path, name).await;
            let reason = answer.as_ref().err().and_then(read::reason);
            if rule.admits(&name.parse().unwrap()) {
                // An empty message may break rules of its own; it was read, though.
                let read = [
                    None,
                    Some(Reason::InvalidRequest),
                    Some(Reason::TokenInvalid),
                ];
                assert!(read.contains(&reason), "{name} {path}: {answer:?}");
                assert_ne!(
                    answer.err().map(|status| status.code()),
                    Some(Code::Unimplemented)
                );
            } else {
                assert_eq!(reason, Some(Reason::CallerNotAllowed), "{name} {path}");
            }
        }
    }
}

#[tokio::test]
async fn caller_who_does_not_say_who_it_is_is_refused() {
    let profile = Profile::start().await;
    let path = "/kabinet.profile.v1.ProfileService/ListRegions";
    let status = call(&profile, path, "root/web").await.unwrap_err();
    assert_eq!(read::reason(&status), Some(Reason::CallerUnknown));
}

#[tokio::test]
async fn method_that_is_not_in_the_contract_is_unimplemented() {
    let profile = Profile::start().await;
    let path = "/kabinet.profile.v1.ProfileService/DeleteEverything";
    let status = call(&profile, path, "service/identity").await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
}
