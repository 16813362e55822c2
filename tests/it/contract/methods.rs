//! The RPCs of the suite.

use kabinet_proto::contracts;
use prost_reflect::{DynamicMessage, FieldDescriptor, MethodDescriptor, Value};

use crate::suite::Service;

/// Lists every RPC with the service that serves it.
pub(super) fn all() -> Vec<(Service, MethodDescriptor)> {
    let mut methods = Vec::new();
    for service in Service::ALL {
        let package = format!("kabinet.{}.v1", service.name());
        let services = contracts()
            .services()
            .filter(|found| found.package_name() == package);
        for method in services.flat_map(|found| found.methods().collect::<Vec<_>>()) {
            methods.push((service, method));
        }
    }
    assert!(methods.len() > 50, "the contracts are not seen");
    methods
}

/// Tells whether the codec leaves the field to the service, which has an answer of its own to what
/// is wrong with it.
pub(super) fn is_unchecked(field: &FieldDescriptor) -> bool {
    const IGNORE_ALWAYS: i32 = 3;
    let pool = field.parent_pool();
    let extension = pool.get_extension_by_name("buf.validate.field").unwrap();
    let options = field.options();
    let rules = options.get_extension(&extension);
    let rules = rules.as_message().unwrap();
    self::field(rules, "ignore").as_enum_number() == Some(IGNORE_ALWAYS)
}

/// Returns the path of an RPC: `/package.Service/Method`.
pub(super) fn path(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

/// Who may call, as the contract says.
pub(super) struct Rule {
    /// Kinds as `kabinet-caller` writes them, each with its names; no name is every name.
    callers: Vec<(String, Vec<String>)>,
    /// Whether the call needs an access token.
    pub(super) for_person: bool,
}

impl Rule {
    pub(super) fn of(method: &MethodDescriptor) -> Self {
        let extension = method
            .parent_pool()
            .get_extension_by_name("kabinet.access.v1.rule")
            .unwrap();
        let options = method.options();
        let rule = options.get_extension(&extension);
        let rule = rule.as_message().unwrap();
        let callers = field(rule, "callers");
        let callers = callers.as_list().unwrap().iter();
        Self {
            callers: callers
                .map(|caller| caller_of(caller.as_message().unwrap()))
                .collect(),
            for_person: field(rule, "end_user").as_enum_number() == Some(1),
        }
    }

    /// Tells whether a caller such as `service/identity` is let in.
    pub(super) fn lets_in(&self, caller: &str) -> bool {
        let (kind, name) = caller.split_once('/').unwrap();
        self.callers.iter().any(|(allowed, names)| {
            allowed == kind && (names.is_empty() || names.iter().any(|allowed| allowed == name))
        })
    }

    /// Returns a caller that is let in.
    pub(super) fn somebody(&self) -> String {
        let (kind, names) = &self.callers[0];
        let anybody = match kind.as_str() {
            "bss" => "north",
            _ => "tests",
        };
        let name = names.first().map_or(anybody, String::as_str);
        format!("{kind}/{name}")
    }
}

fn caller_of(caller: &DynamicMessage) -> (String, Vec<String>) {
    let kind = match field(caller, "kind").as_enum_number() {
        Some(1) => "gateway",
        Some(2) => "service",
        Some(3) => "operator",
        Some(4) => "bss",
        other => panic!("an unknown kind of caller: {other:?}"),
    };
    let names = field(caller, "names");
    let names = names.as_list().unwrap().iter();
    let names = names.map(|name| name.as_str().unwrap().to_owned());
    (kind.to_owned(), names.collect())
}

fn field(message: &DynamicMessage, name: &str) -> Value {
    message.get_field_by_name(name).unwrap().into_owned()
}
