use std::borrow::Cow;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

/// Returns the domain in lower-case A-labels, or nothing when mail cannot be sent to it.
pub(super) fn to_ascii(domain: &str) -> Option<String> {
    let ascii = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map(Cow::into_owned)
        .ok()?;
    let (_, top_level) = ascii.rsplit_once('.')?;
    // RFC 3696, section 2: no top-level domain is all digits, so that addresses of networks are no domains.
    let is_name = top_level.bytes().any(|byte| !byte.is_ascii_digit());
    is_name.then_some(ascii)
}
