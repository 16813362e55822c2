//! Reads `buf.validate` options.

use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, MessageDescriptor,
    OneofDescriptor, Value,
};

/// Rules of one field or of the items of one list.
#[derive(Default)]
pub(crate) struct Rules {
    pub(crate) required: bool,
    /// The other rules hold for values other than zero only.
    pub(crate) ignore_zero: bool,
    /// Nothing of the value is checked, nor of what lies below it.
    pub(crate) ignore_always: bool,
    pub(crate) typed: Option<TypedRules>,
}

/// Rules for values of one type, such as `string`.
pub(crate) struct TypedRules {
    /// Name of the type in `buf.validate.FieldRules`.
    pub(crate) kind: String,
    pub(crate) rules: DynamicMessage,
}

impl Rules {
    pub(crate) fn of_field(field: &FieldDescriptor) -> Result<Self, String> {
        let pool = field.parent_message().parent_pool().clone();
        match option(&pool, &field.options(), "buf.validate.field")? {
            Some(rules) => Self::read(&rules),
            None => Ok(Self::default()),
        }
    }

    pub(crate) fn read(message: &DynamicMessage) -> Result<Self, String> {
        const IGNORE_UNSPECIFIED: i32 = 0;
        const IGNORE_IF_ZERO_VALUE: i32 = 1;
        const IGNORE_ALWAYS: i32 = 3;

        let mut rules = Self::default();
        for (field, value) in entries(message)? {
            match (field.as_str(), value) {
                ("required", Value::Bool(required)) => rules.required = *required,
                ("ignore", Value::EnumNumber(IGNORE_UNSPECIFIED)) => {}
                ("ignore", Value::EnumNumber(IGNORE_IF_ZERO_VALUE)) => rules.ignore_zero = true,
                ("ignore", Value::EnumNumber(IGNORE_ALWAYS)) => rules.ignore_always = true,
                (_, Value::Message(typed)) => {
                    rules.typed = Some(TypedRules {
                        kind: field,
                        rules: typed.clone(),
                    });
                }
                _ => return Err(format!("unknown rule {field}")),
            }
        }
        if rules.ignore_always && (rules.required || rules.typed.is_some()) {
            return Err("rules beside IGNORE_ALWAYS would never be checked".to_owned());
        }
        Ok(rules)
    }
}

/// Tells whether one of the oneof's members has to be set.
pub(crate) fn oneof_is_required(oneof: &OneofDescriptor) -> Result<bool, String> {
    let message = oneof.parent_message();
    let Some(rules) = option(
        message.parent_pool(),
        &oneof.options(),
        "buf.validate.oneof",
    )?
    else {
        return Ok(false);
    };
    let mut required = false;
    for (field, value) in entries(&rules)? {
        match (field.as_str(), value) {
            ("required", Value::Bool(value)) => required = *value,
            _ => return Err(format!("unknown rule {field}")),
        }
    }
    Ok(required)
}

/// Refuses rules on whole messages, of which none are known.
pub(crate) fn refuse_message_rules(message: &MessageDescriptor) -> Result<(), String> {
    match option(
        message.parent_pool(),
        &message.options(),
        "buf.validate.message",
    )? {
        Some(_) => Err("rules on messages are not known".to_owned()),
        None => Ok(()),
    }
}

/// Lists the rules that are set, and refuses rules from extensions.
pub(crate) fn entries(rules: &DynamicMessage) -> Result<Vec<(String, &Value)>, String> {
    if let Some((extension, _)) = rules.extensions().next() {
        return Err(format!("unknown rule {}", extension.full_name()));
    }
    if let Some(unknown) = rules.unknown_fields().next() {
        return Err(format!("unknown rule number {}", unknown.number()));
    }
    let entries = rules.fields();
    Ok(entries
        .map(|(field, value)| (field.name().to_owned(), value))
        .collect())
}

fn option(
    pool: &DescriptorPool,
    options: &DynamicMessage,
    name: &str,
) -> Result<Option<DynamicMessage>, String> {
    let Some(extension) = pool.get_extension_by_name(name) else {
        return Ok(None);
    };
    let is_other = |found: &ExtensionDescriptor| {
        found.parent_file().package_name() == "buf.validate" && found.full_name() != name
    };
    if let Some((other, _)) = options.extensions().find(|(found, _)| is_other(found)) {
        return Err(format!("unknown option {}", other.full_name()));
    }
    if !options.has_extension(&extension) {
        return Ok(None);
    }
    Ok(options.get_extension(&extension).as_message().cloned())
}
