use kabinet_proto::contracts;
use prost_types::{
    DescriptorProto, FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto,
};

use super::*;
use crate::{Caller, CallerKind};

/// Full names of all services of the contracts.
fn all_services() -> Vec<String> {
    let services = contracts().services();
    services
        .map(|service| service.full_name().to_owned())
        .collect()
}

impl Rules {
    pub(crate) fn with(mut self, path: &str, rule: Rule) -> Self {
        self.by_path.insert(path.to_owned(), rule);
        self
    }
}

pub(crate) fn all_rules() -> Rules {
    let services = all_services();
    let services: Vec<&str> = services.iter().map(String::as_str).collect();
    Rules::read(contracts(), &services).unwrap()
}

#[test]
fn every_rpc_of_the_contracts_has_a_rule() {
    let rules = all_rules();
    assert!(
        rules
            .get("/kabinet.identity.v1.SessionService/Login")
            .is_some()
    );
    assert!(rules.iter().count() > OPEN_TO_ANYONE.len());
}

#[test]
fn rule_says_who_may_call() {
    let rules = all_rules();
    let login = rules
        .get("/kabinet.identity.v1.SessionService/Login")
        .unwrap();
    let caller = |kind, name: &str| Caller {
        kind,
        name: name.to_owned(),
    };
    assert!(login.admits(&caller(CallerKind::Gateway, "web")));
    assert!(!login.admits(&caller(CallerKind::Service, "profile")));
    assert_eq!(login.end_user(), EndUserRule::None);
    let list = rules
        .get("/kabinet.identity.v1.SessionService/ListSessions")
        .unwrap();
    assert_ne!(list.end_user(), EndUserRule::None);
}

#[test]
fn names_narrow_a_kind_down() {
    let pattern = CallerPattern {
        kind: CallerKind::Service,
        names: vec!["identity".to_owned()],
    };
    let rule = Rule::new(vec![pattern], EndUserRule::None);
    let admits = |caller: &str| rule.admits(&caller.parse().unwrap());
    assert!(admits("service/identity"));
    assert!(!admits("service/profile"));
    assert!(!admits("gateway/identity"));
}

#[test]
fn rpcs_without_a_rule_are_all_listed() {
    let method = |name: &str| MethodDescriptorProto {
        name: Some(name.to_owned()),
        input_type: Some(".unruled.Empty".to_owned()),
        output_type: Some(".unruled.Empty".to_owned()),
        ..MethodDescriptorProto::default()
    };
    let file = FileDescriptorProto {
        name: Some("unruled.proto".to_owned()),
        package: Some("unruled".to_owned()),
        syntax: Some("proto3".to_owned()),
        message_type: vec![DescriptorProto {
            name: Some("Empty".to_owned()),
            ..DescriptorProto::default()
        }],
        service: vec![ServiceDescriptorProto {
            name: Some("Service".to_owned()),
            method: vec![method("First"), method("Second")],
            ..ServiceDescriptorProto::default()
        }],
        ..FileDescriptorProto::default()
    };
    let mut contracts = DescriptorPool::new();
    contracts.add_file_descriptor_proto(file).unwrap();
    let error = Rules::read(&contracts, &["unruled.Service", "absent.Service"]);
    assert_eq!(
        error.unwrap_err().faults,
        [
            "unruled.Service.First has no rule",
            "unruled.Service.Second has no rule",
            "absent.Service is not in the contracts"
        ]
    );
}
