//! Requests as somebody might make them, so that one wrong field is all that is wrong.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};

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

fn value(field: &FieldDescriptor) -> Value {
    let one = match field.kind() {
        Kind::Message(message) => Value::Message(of(&message)),
        Kind::String => Value::String(text(field)),
        Kind::Bytes => Value::Bytes(vec![7; 32].into()),
        Kind::Bool => Value::Bool(false),
        Kind::Enum(_) => Value::EnumNumber(1),
        Kind::Int32 => Value::I32(number(field)),
        Kind::Int64 => Value::I64(number(field).into()),
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
        "request_id" | "event_id" => Person::new_request_id(),
        "registration_id" => id("reg"),
        "account_id" => id("acc"),
        "session_id" => id("ses"),
        "language" => "en".to_owned(),
        "network_address" => "198.51.100.7".to_owned(),
        "region_code" => "RU-MOW".to_owned(),
        "mobile" | "address" => "+79000000001".to_owned(),
        "email" => "somebody@example.com".to_owned(),
        "page_token" | "device_token" => String::new(),
        _ => "something".to_owned(),
    }
}
