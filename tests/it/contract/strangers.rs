//! What is somebody else's is answered exactly as what does not exist.

use kabinet_proto::types::v1::Channel;
use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, MethodDescriptor, Value};
use tonic::{Code, Status};

use super::{
    call::{Caller, call},
    methods::{self, Rule},
    sample,
};
use crate::{
    billing::{Billing, Contract},
    person::Person,
    suite::{Service, Suite, channel},
};

/// Ids that a request may name.
#[derive(Clone)]
struct Ids {
    link: String,
    contract: String,
    service: String,
}

#[tokio::test]
async fn other_peoples_ids_are_answered_as_ids_of_nothing() {
    let suite = Suite::start().await;
    let mut somebody_else = Person::invent();
    let theirs = reads_a_contract(&mut somebody_else, &suite).await;
    let mut person = Person::invent();
    let own = reads_a_contract(&mut person, &suite).await;
    let waiting = Ids {
        link: starts_another_link(&mut somebody_else, &suite).await,
        ..theirs.clone()
    };
    let caller = Caller {
        name: Some("gateway/tests".to_owned()),
        token: Some(person.grant.access_token.clone()),
    };
    let door = channel(suite.doors.of(Service::Subscriptions));
    let mut tried = 0;
    for method in methods_with_ids() {
        let path = methods::path(&method);
        for (other, chosen) in choices(&method, [&theirs, &waiting]) {
            let refusal = async |ids: &Ids| {
                let request = request(&method, &own, ids, chosen);
                seen(call(&door, &path, &caller, request.encode_to_vec()).await)
            };
            let refused = refusal(other).await;
            assert_eq!(refused.0, Code::NotFound, "{path}: {refused:?}");
            assert_eq!(refused, refusal(&of_nothing()).await, "{path}");
            tried += 1;
        }
    }
    assert!(tried > 20, "only {tried} requests were tried");
}

async fn reads_a_contract(person: &mut Person, suite: &Suite) -> Ids {
    let contract = Contract::broadband();
    Billing::of("north", suite).tells(&[&contract]).await;
    person.registers(suite, Channel::Sms).await;
    person.adds_broadband(suite, &contract).await;
    let seen = person.sees_services(suite).await.remove(0);
    Ids {
        link: seen.link_id,
        contract: seen.contract_id,
        service: seen.services[0].service_id.clone(),
    }
}

async fn starts_another_link(person: &mut Person, suite: &Suite) -> String {
    let contract = Contract::mobile();
    Billing::of("north", suite).tells(&[&contract]).await;
    let wanted = contract.wanted();
    let started = person.starts_link(suite, &wanted, Channel::Sms).await;
    started.unwrap().link_id
}

/// Lists the methods for a person whose request names a link, a contract or a service.
fn methods_with_ids() -> Vec<MethodDescriptor> {
    let all = methods::all().into_iter();
    let methods: Vec<_> = all
        .filter(|(service, _)| *service == Service::Subscriptions)
        .map(|(_, method)| method)
        .filter(|method| Rule::of(method).for_person)
        .filter(|method| !id_fields(method).is_empty())
        .collect();
    assert!(methods.len() >= 10, "the methods are not seen");
    methods
}

/// Lists what names a thing that is somebody's. The id of a request names none.
fn id_fields(method: &MethodDescriptor) -> Vec<FieldDescriptor> {
    let is_id = |name: &str| name.ends_with("_id") || name.ends_with("_ids");
    let request = method.input();
    request
        .fields()
        .filter(|field| is_id(field.name()) && field.name() != "request_id")
        .collect()
}

/// Pairs everybody with every choice of ids that may be theirs: at least one, as bits.
fn choices<'a>(method: &MethodDescriptor, others: [&'a Ids; 2]) -> Vec<(&'a Ids, u32)> {
    let choices = 1..(1 << id_fields(method).len());
    let pair = |other: &'a Ids| choices.clone().map(move |chosen| (other, chosen));
    others.into_iter().flat_map(pair).collect()
}

/// Makes a request with own ids and, where chosen, those of somebody else. A list has both.
fn request(method: &MethodDescriptor, own: &Ids, other: &Ids, chosen: u32) -> DynamicMessage {
    let mut request = sample::of_request(&method.input());
    for (number, field) in id_fields(method).into_iter().enumerate() {
        let id = |ids: &Ids| {
            Value::String(match field.name() {
                "link_id" => ids.link.clone(),
                "service_id" => ids.service.clone(),
                "contract_id" | "contract_ids" => ids.contract.clone(),
                other => panic!("nobody has a {other} here"),
            })
        };
        let ids = if chosen & (1 << number) == 0 {
            own
        } else {
            other
        };
        let value = if field.is_list() {
            Value::List(vec![id(own), id(ids)])
        } else {
            id(ids)
        };
        request.set_field(&field, value);
    }
    request
}

fn of_nothing() -> Ids {
    let uuid = Person::new_request_id;
    Ids {
        link: format!("lnk_{}", uuid()),
        contract: format!("ctr_{}", uuid()),
        service: format!("svc_{}", uuid()),
    }
}

/// Returns everything that a caller can see of a refusal.
fn seen(answer: Result<Vec<u8>, Status>) -> (Code, String, Vec<u8>) {
    match answer {
        Ok(_) => (Code::Ok, String::new(), Vec::new()),
        Err(status) => (
            status.code(),
            status.message().to_owned(),
            status.details().to_vec(),
        ),
    }
}
