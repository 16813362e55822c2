//! Header of a token.

use serde::{Deserialize, Serialize};

const ALGORITHM: &str = "EdDSA";
const TYPE: &str = "at+jwt";
const MEDIA_TYPE: &str = "application/at+jwt";

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Header {
    alg: String,
    typ: String,
    pub(super) kid: String,
    /// Extensions that must be understood (RFC 7515, 4.1.11): none are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crit: Option<serde_json::Value>,
}

impl Header {
    pub(super) fn new(kid: &str) -> Self {
        Self {
            alg: ALGORITHM.to_owned(),
            typ: TYPE.to_owned(),
            kid: kid.to_owned(),
            crit: None,
        }
    }

    /// Tells whether the header is that of an access token (RFC 9068, section 4).
    pub(super) fn is_acceptable(&self) -> bool {
        let typ = &self.typ;
        let is_access_token =
            typ.eq_ignore_ascii_case(TYPE) || typ.eq_ignore_ascii_case(MEDIA_TYPE);
        self.alg == ALGORITHM && is_access_token && self.crit.is_none()
    }
}
