use kabinet_seal::sha256;

use super::Purpose;

/// What binds a code to its operation.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Binding {
    /// What the code is for.
    pub purpose: Purpose,
    /// Whom the code is about.
    pub subject: String,
    /// Digest of the operation that the code authorises.
    pub payload_digest: [u8; 32],
    check_secret_digest: [u8; 32],
}

impl Binding {
    /// Binds to a purpose, a subject, an operation and a secret of the starter.
    pub(crate) fn new(
        purpose: Purpose,
        subject: String,
        payload_digest: [u8; 32],
        check_secret: &[u8],
    ) -> Self {
        Self {
            purpose,
            subject,
            payload_digest,
            check_secret_digest: sha256(check_secret),
        }
    }

    /// Returns what a MAC over the binding covers.
    pub(crate) fn parts(&self) -> [&[u8]; 4] {
        [
            self.purpose.as_str().as_bytes(),
            self.subject.as_bytes(),
            &self.payload_digest,
            &self.check_secret_digest,
        ]
    }
}
