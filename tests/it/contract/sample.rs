//! Requests as somebody might make them, so that one wrong field is all that is wrong.

use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage as _, Value,
};

use crate::person::Person;

/// Fills every field with something that its rules allow.
pub(super) fn of(message: &MessageDescriptor) -> DynamicMessage {
    let mut sample = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let first_of_its_oneof = field
            .containing_oneof()
            .is_none_or(|oneof| oneof.fields().next() == Some(field.clone()));
        if first_of_its_oneof {
            sample.set_field(&field, value(&field));
        }
    }
    sample
}

/// Fills the request of an RPC; of several kinds of events it is told those that it takes.
pub(super) fn of_request(message: &MessageDescriptor) -> DynamicMessage {
    let mut sample = of(message);
    if message.full_name() == "kabinet.profile.v1.NotifyRequest" {
        let event = message.get_field_by_name("event").unwrap();
        let mut notified = sample.get_field(&event).as_message().unwrap().clone();
        let fact = notified.descriptor().get_field_by_name("notice").unwrap();
        notified.set_field(&fact, value(&fact));
        sample.set_field(&event, Value::Message(notified));
    }
    sample
}

fn value(field: &FieldDescriptor) -> Value {
    let one = match field.kind() {
        Kind::Message(message) => Value::Message(of(&message)),
        Kind::String => Value::String(text(field)),
        Kind::Bytes => Value::Bytes(vec![7; 32].into()),
        Kind::Bool => Value::Bool(false),
        Kind::Enum(_) => Value::EnumNumber(1),
        Kind::Int32 => Value::I32(number(field)),
        Kind::Int64 => Value::I64(number(field).into()),
        Kind::Uint64 => Value::U64(1),
        other => panic!("{}: no sample of a {other:?}", field.full_name()),
    };
    if field.is_list() {
        Value::List(vec![one])
    } else {
        one
    }
}

fn number(field: &FieldDescriptor) -> i32 {
    match field.full_name() {
        "google.type.Date.year" => 1990,
        _ => 1,
    }
}

fn text(field: &FieldDescriptor) -> String {
    let id = |prefix: &str| format!("{prefix}_{}", Person::new_request_id());
    match field.name() {
        "request_id" | "event_id" | "object_id" => Person::new_request_id(),
        "registration_id" => id("reg"),
        "recovery_id" => id("rcv"),
        "change_id" => id("chg"),
        "account_id" => id("acc"),
        "session_id" => id("ses"),
        "link_id" => id("lnk"),
        "contract_id" | "contract_ids" => id("ctr"),
        "service_id" => id("svc"),
        "snapshot_id" => id("snp"),
        "notice_id" => id("ntc"),
        "delivery_id" => id("dlv"),
        "language" => "en".to_owned(),
        "network_address" => "198.51.100.7".to_owned(),
        "region_code" => "RU-MOW".to_owned(),
        "mobile" | "address" | "phone_number" => "+79000000001".to_owned(),
        "currency_code" => "RUB".to_owned(),
        "email" => "somebody@example.com".to_owned(),
        "page_token" | "device_token" => String::new(),
        _ => "something".to_owned(),
    }
}
