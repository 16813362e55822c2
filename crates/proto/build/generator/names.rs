//! Names that prost gives to the generated Rust items.

use heck::{ToSnakeCase, ToUpperCamelCase};
use prost_reflect::{EnumDescriptor, FieldDescriptor, MessageDescriptor, OneofDescriptor};

pub(crate) struct Names {
    root: String,
}

impl Names {
    pub(crate) fn new(root: &str) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    pub(crate) fn message(&self, message: &MessageDescriptor) -> String {
        let parent = message.parent_message();
        self.item(message.package_name(), parent.as_ref(), message.name())
    }

    pub(crate) fn enumeration(&self, enumeration: &EnumDescriptor) -> String {
        let parent = enumeration.parent_message();
        let package = enumeration.package_name();
        self.item(package, parent.as_ref(), enumeration.name())
    }

    pub(crate) fn oneof(&self, oneof: &OneofDescriptor) -> String {
        let parent = oneof.parent_message();
        let nested = parent.child_messages().map(|child| child.name().to_owned());
        let nested_enums = parent.child_enums().map(|child| child.name().to_owned());
        let name = oneof.name().to_upper_camel_case();
        let is_taken = nested
            .chain(nested_enums)
            .any(|other| other.to_upper_camel_case() == name);
        let name = if is_taken { name + "OneOf" } else { name };
        self.item(parent.package_name(), Some(parent), &name)
    }

    fn item(&self, package: &str, parent: Option<&MessageDescriptor>, name: &str) -> String {
        let mut path = vec![self.root.clone()];
        path.extend(package.split('.').map(snake));
        let mut parents = Vec::new();
        let mut next = parent.cloned();
        while let Some(message) = next {
            parents.push(snake(message.name()));
            next = message.parent_message();
        }
        path.extend(parents.into_iter().rev());
        path.push(name.to_upper_camel_case());
        path.join("::")
    }
}

pub(crate) fn field(field: &FieldDescriptor) -> String {
    snake(field.name())
}

pub(crate) fn variant(field: &FieldDescriptor) -> String {
    field.name().to_upper_camel_case()
}

pub(crate) fn oneof_field(oneof: &OneofDescriptor) -> String {
    snake(oneof.name())
}

fn snake(name: &str) -> String {
    let name = name.to_snake_case();
    if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

const KEYWORDS: [&str; 47] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct",
    "trait", "true", "false", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];
