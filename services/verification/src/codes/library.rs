use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use kabinet_seal::sha256;

const SOURCE: &str = concat!(
    include_str!("functions/limits.lua"),
    include_str!("functions/records.lua"),
    include_str!("functions/send.lua"),
    include_str!("functions/check.lua"),
    include_str!("functions/register.lua"),
);

/// The functions under names that tell their content: during an upgrade two versions live side by
/// side in one Redis, and none is ever taken for the other.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let version = HEXLOWER.encode(&sha256(SOURCE.as_bytes())[..6]);
    Library {
        source: SOURCE.replace("@VERSION@", &version),
        version,
    }
});

struct Library {
    source: String,
    version: String,
}

/// Returns the library as it is loaded.
pub(super) fn source() -> &'static str {
    &LIBRARY.source
}

/// Returns the library's name.
pub(super) fn name() -> String {
    format!("kabinet_codes_{}", LIBRARY.version)
}

/// Returns the name that a function is registered under.
pub(super) fn function(name: &str) -> String {
    format!("{name}_{}", LIBRARY.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_tells_the_content() {
        assert!(source().starts_with(&format!("#!lua name={}\n", name())));
        for name in [
            "otp_put",
            "otp_resend",
            "otp_switch",
            "otp_check",
            "otp_cancel",
            "otp_get",
            "otp_reseed",
            "otp_epoch",
        ] {
            assert!(
                source().contains(&format!("'{}'", function(name))),
                "{name}"
            );
        }
        assert!(!source().contains('@'));
    }
}
