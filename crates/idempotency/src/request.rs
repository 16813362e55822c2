use std::fmt;

use kabinet_seal::{KeyRing, Mac, equal, sha256};
use prost::Message;
use uuid::Uuid;
use zeroize::Zeroizing;

const LABEL: &str = "idempotency fingerprint";

/// Takes the fingerprints of requests.
#[derive(Clone)]
pub struct Fingerprints {
    keys: KeyRing,
    mac: Mac,
}

/// One request as the records know it.
pub struct Request {
    pub(crate) scope: [u8; 32],
    pub(crate) id: Uuid,
    pub(crate) rpc: &'static str,
    pub(crate) fingerprint: Vec<u8>,
    live_fingerprints: Vec<Vec<u8>>,
}

impl Fingerprints {
    /// Derives the keys of the fingerprints from the ring.
    pub fn new(keys: KeyRing) -> Self {
        Self {
            mac: Mac::new(keys.clone(), LABEL),
            keys,
        }
    }

    /// Takes the fingerprint of a request.
    ///
    /// The scope of `request_id` is the caller and the subject. The subject is an id or empty,
    /// never a personal datum: its hash is stored without a key, because scopes outlive keys.
    pub fn of(
        &self,
        rpc: &'static str,
        caller: &str,
        subject: &str,
        request_id: Uuid,
        message: &impl Message,
    ) -> Request {
        let scope = scope(caller, subject);
        let body = Zeroizing::new(message.encode_to_vec());
        let parts: [&[u8]; 4] = [&scope, request_id.as_bytes(), rpc.as_bytes(), &body];
        let (kid, code) = self.mac.mac(&parts);
        let live_fingerprints = self
            .keys
            .all()
            .iter()
            .filter_map(|key| Some(encode(key.kid(), &self.mac.with(key.kid(), &parts)?)))
            .collect();
        Request {
            scope,
            id: request_id,
            rpc,
            fingerprint: encode(&kid, &code),
            live_fingerprints,
        }
    }
}

impl Request {
    /// Returns the id that the caller gave, from which ids of further calls may be derived.
    pub fn request_id(&self) -> Uuid {
        self.id
    }

    /// Tells whether the stored fingerprint is this request's, under any key that still lives.
    ///
    /// Under a key that was retired nothing can be shown, and the request counts as another one.
    pub(crate) fn matches(&self, stored: &[u8]) -> bool {
        self.live_fingerprints
            .iter()
            .any(|fingerprint| equal(fingerprint, stored))
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("rpc", &self.rpc)
            .field("request_id", &self.id)
            .finish_non_exhaustive()
    }
}

fn scope(caller: &str, subject: &str) -> [u8; 32] {
    // No caller's name contains the separator, so that no two pairs read the same.
    sha256(format!("{caller}\0{subject}").as_bytes())
}

/// Writes the length of the key id, the key id and the code: the id tells who may retire the key.
fn encode(kid: &str, code: &[u8; 32]) -> Vec<u8> {
    let length = u8::try_from(kid.len()).expect("a key id has at most 32 octets");
    [&[length], kid.as_bytes(), code.as_slice()].concat()
}
