//! Every rule on a message of its own, against values on both sides of it.

use crate::validate::{Validate, violations_of};

/// Expects exactly one broken rule.
macro_rules! refuses {
    ($message:ident { $field:ident: $value:expr }, $rule:literal) => {{
        let message = $message {
            $field: $value,
            ..$message::default()
        };
        let rule = format!("{} {}", stringify!($field), $rule);
        assert_eq!(broken(&message), [rule], "{message:?}");
    }};
}

macro_rules! accepts {
    ($message:ident { $field:ident: $value:expr }) => {{
        let message = $message {
            $field: $value,
            ..$message::default()
        };
        assert_eq!(broken(&message), [""; 0], "{message:?}");
    }};
}

mod scalars;
mod shapes;

#[allow(
    clippy::all,
    clippy::pedantic,
    missing_docs,
    unreachable_pub,
    unused,
    reason = "generated from the example contracts"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/examples/packages.rs"));

    mod implementations {
        use crate::validate::Validate;

        include!(concat!(env!("OUT_DIR"), "/examples/implementations.rs"));
    }
}

fn broken(message: &impl Validate) -> Vec<String> {
    violations_of(message)
        .into_iter()
        .map(|violation| format!("{} {}", violation.field, violation.reason))
        .collect()
}
