//! Everything that the service's keys can do: codes and their MACs, tags, seals, proofs.

mod notice;
mod sealed;

use data_encoding::HEXLOWER;
use kabinet_domain::{Channel, Contact, NetworkPrefix};
use kabinet_env::id::VerificationId;
use kabinet_seal::handle::HandleSealer;
use kabinet_seal::signing::SigningKeys;
use kabinet_seal::{KeyRing, Mac, Sealer, equal};

use crate::domain::{Binding, CodeSeed, Handle, Tag};

pub(crate) use sealed::Error;

/// Holds a key for every use.
#[derive(Clone)]
pub(crate) struct Vault {
    codes: Mac,
    checks: Mac,
    bindings: Mac,
    approvals: Mac,
    tags: Mac,
    requests: Mac,
    destinations: Sealer,
    notices: Sealer,
    handles: HandleSealer,
    proofs: SigningKeys,
}

impl Vault {
    /// Derives a key for every use from the service's ring.
    pub(crate) fn new(ring: &KeyRing) -> Self {
        let mac = |label| Mac::new(ring.clone(), label);
        Self {
            codes: mac("verification.code"),
            checks: mac("verification.check"),
            bindings: mac("verification.binding"),
            approvals: mac("verification.approval"),
            tags: mac("verification.tag"),
            requests: mac("verification.request"),
            destinations: Sealer::new(ring.clone(), "verification.delivery.destination"),
            notices: Sealer::new(ring.clone(), "verification.notice"),
            handles: HandleSealer::new(ring.clone(), "verification.handle"),
            proofs: SigningKeys::new(ring.clone()),
        }
    }

    /// Returns the id of the key that new codes are made with.
    pub(crate) fn current_kid(&self) -> String {
        self.codes.mac(&[]).0.as_str().to_owned()
    }

    /// Returns what a code is cut from; nothing when the key is not live any more.
    pub(crate) fn code_seed(
        &self,
        kid: &str,
        nonce: &[u8],
        id: VerificationId,
        destination: &Contact,
    ) -> Option<CodeSeed> {
        let id = id.uuid();
        let parts: [&[u8]; 4] = [
            nonce,
            id.as_bytes(),
            destination.channel().as_str().as_bytes(),
            destination.value().as_bytes(),
        ];
        self.codes.with(kid, &parts).map(CodeSeed)
    }

    /// Returns the MAC that Redis compares; nothing when the key is not live any more.
    pub(crate) fn check_mac(
        &self,
        kid: &str,
        id: VerificationId,
        caller: &str,
        binding: &Binding,
        channel: Channel,
        code: &str,
    ) -> Option<String> {
        let [purpose, subject, digest, secret] = binding.parts();
        let id = id.uuid();
        let parts: [&[u8]; 8] = [
            id.as_bytes(),
            caller.as_bytes(),
            purpose,
            subject,
            digest,
            secret,
            channel.as_str().as_bytes(),
            code.as_bytes(),
        ];
        self.checks
            .with(kid, &parts)
            .map(|mac| HEXLOWER.encode(&mac))
    }

    /// Returns the MAC by which a change of channel proves the binding of the start.
    pub(crate) fn binding_mac(&self, kid: &str, binding: &Binding) -> Option<String> {
        let mac = self.bindings.with(kid, &binding.parts())?;
        Some(HEXLOWER.encode(&mac))
    }

    /// Returns the tag under which an approval answers its own repeats.
    pub(crate) fn approval_tag(
        &self,
        kid: &str,
        check_mac: &str,
        idempotency_key: &str,
    ) -> Option<String> {
        let parts = [check_mac.as_bytes(), idempotency_key.as_bytes()];
        let mac = self.approvals.with(kid, &parts)?;
        Some(HEXLOWER.encode(&mac))
    }

    /// Returns the tag of a subject, as its starter names it.
    pub(crate) fn subject_tag(&self, caller: &str, subject: &str) -> Tag {
        self.tag(&[b"subject", caller.as_bytes(), subject.as_bytes()])
    }

    /// Returns the tag of a destination.
    pub(crate) fn destination_tag(&self, destination: &Contact) -> Tag {
        let value = destination.normalised();
        self.tag(&[
            b"destination",
            destination.channel().as_str().as_bytes(),
            value.as_bytes(),
        ])
    }

    /// Returns the tag of a network.
    pub(crate) fn network_tag(&self, network: NetworkPrefix) -> Tag {
        self.tag(&[b"network", network.as_bytes()])
    }

    /// Returns the tag under which a request is found again, such as the record that it made.
    pub(crate) fn request_tag(
        &self,
        rpc: &str,
        caller: &str,
        scope: &[u8],
        request_id: &str,
    ) -> Tag {
        self.tag(&[
            b"request",
            rpc.as_bytes(),
            caller.as_bytes(),
            scope,
            request_id.as_bytes(),
        ])
    }

    fn tag(&self, parts: &[&[u8]]) -> Tag {
        let (_, mac) = self.tags.mac(parts);
        Tag(std::array::from_fn(|i| mac[i]))
    }

    /// Returns the fingerprint of a request's body; a plain hash would be an oracle of its secrets.
    pub(crate) fn fingerprint(&self, body: &[u8]) -> String {
        HEXLOWER.encode(&self.requests.mac(&[body]).1)
    }

    /// Returns a fingerprint that names its key, for a body that is compared for longer than a key
    /// stays the current one.
    pub(crate) fn lasting_fingerprint(&self, body: &[u8]) -> String {
        let (kid, mac) = self.requests.mac(&[body]);
        format!("{}:{}", kid.as_str(), HEXLOWER.encode(&mac))
    }

    /// Tells whether a lasting fingerprint is that of the body; not when its key is gone.
    pub(crate) fn is_fingerprint(&self, stored: &str, body: &[u8]) -> bool {
        let Some((kid, hex)) = stored.rsplit_once(':') else {
            return false;
        };
        let mac = self.requests.with(kid, &[body]);
        mac.is_some_and(|mac| equal(HEXLOWER.encode(&mac).as_bytes(), hex.as_bytes()))
    }

    /// Seals a handle.
    pub(crate) fn seal_handle(&self, handle: &Handle) -> String {
        self.handles.seal(&handle.to_bytes())
    }

    /// Opens a handle that this service gave out.
    pub(crate) fn open_handle(&self, text: &str) -> Option<Handle> {
        Handle::from_bytes(&self.handles.open(text)?)
    }

    /// Returns the keys that proofs are signed with.
    pub(crate) fn proofs(&self) -> &SigningKeys {
        &self.proofs
    }
}
