//! Generates `Debug` that obeys `debug_redact`.

use std::fmt::Write;

use prost_reflect::{
    EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor, Value,
};

use super::names::{self, Names};

pub(crate) fn of_message(message: &MessageDescriptor, names: &Names) -> String {
    let mut fields = String::new();
    for field in message.fields() {
        if field
            .containing_oneof()
            .is_none_or(|oneof| oneof.is_synthetic())
        {
            let value = member(&field, names);
            let _ = writeln!(fields, ".field({:?}, {value})", field.name());
        }
    }
    let mut oneofs = String::new();
    for oneof in message.oneofs().filter(|oneof| !oneof.is_synthetic()) {
        let name = names::oneof_field(&oneof);
        let _ = writeln!(fields, ".field({:?}, &self.{name})", oneof.name());
        oneofs.push_str(&of_oneof(&oneof, names));
    }
    let name = message.name();
    let body = format!("f.debug_struct({name:?})\n{fields}.finish()");
    implementation(&names.message(message), &body) + &oneofs
}

pub(crate) fn of_enum(enumeration: &EnumDescriptor, names: &Names) -> String {
    implementation(
        &names.enumeration(enumeration),
        "f.write_str(self.as_str_name())",
    )
}

fn of_oneof(oneof: &OneofDescriptor, names: &Names) -> String {
    let mut arms = String::new();
    for field in oneof.fields() {
        let variant = names::variant(&field);
        let value = if is_redacted(&field) {
            REDACTED.to_owned()
        } else if let Kind::Enum(enumeration) = field.kind() {
            format!("&{}(*value)", named(&enumeration, names))
        } else {
            "value".to_owned()
        };
        let _ = writeln!(
            arms,
            "Self::{variant}(value) => f.debug_tuple({variant:?}).field({value}).finish(),"
        );
    }
    implementation(&names.oneof(oneof), &format!("match self {{\n{arms}}}"))
}

fn member(field: &FieldDescriptor, names: &Names) -> String {
    let name = names::field(field);
    if is_redacted(field) {
        return REDACTED.to_owned();
    }
    let Kind::Enum(enumeration) = field.kind() else {
        return format!("&self.{name}");
    };
    let wrapper = named(&enumeration, names);
    if field.is_list() {
        format!("&self.{name}.iter().copied().map({wrapper}).collect::<Vec<_>>()")
    } else if field.supports_presence() {
        format!("&self.{name}.map({wrapper})")
    } else {
        format!("&{wrapper}(self.{name})")
    }
}

const REDACTED: &str = "&crate::debug::Redacted";

fn named(enumeration: &EnumDescriptor, names: &Names) -> String {
    format!("crate::debug::named::<{}>", names.enumeration(enumeration))
}

fn is_redacted(field: &FieldDescriptor) -> bool {
    let options = field.options();
    let redact = options.get_field_by_name("debug_redact");
    redact.as_deref().and_then(Value::as_bool) == Some(true)
}

fn implementation(path: &str, body: &str) -> String {
    format!(
        "impl ::core::fmt::Debug for {path} {{\n\
         fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{\n\
         {body}\n}}\n}}\n"
    )
}
