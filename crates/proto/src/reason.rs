//! Names of reasons on the wire.

use crate::errors::v1::Reason;

/// Names a reason as `google.rpc.ErrorInfo` carries it: without `REASON_`.
pub fn reason_name(reason: Reason) -> &'static str {
    let name = reason.as_str_name();
    name.strip_prefix("REASON_").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_is_named_without_its_prefix() {
        assert_eq!(reason_name(Reason::LoginTaken), "LOGIN_TAKEN");
    }
}
