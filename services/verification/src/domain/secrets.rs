use data_encoding::HEXLOWER;
use kabinet_domain::{Channel, Contact};
use kabinet_env::Env;
use kabinet_env::id::VerificationId;
use kabinet_seal::handle::HandleSealer;
use kabinet_seal::signing::SigningKeys;
use kabinet_seal::{KeyRing, Mac, OpenError, Place, Sealer};

use super::{Binding, CodeSeed, Handle, Tag};

/// Everything that the service's keys can do.
#[derive(Clone)]
pub(crate) struct Secrets {
    codes: Mac,
    checks: Mac,
    bindings: Mac,
    approvals: Mac,
    tags: Mac,
    requests: Mac,
    destinations: Sealer,
    handles: HandleSealer,
    proofs: SigningKeys,
}

impl Secrets {
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
    pub(crate) fn network_tag(&self, prefix: &[u8]) -> Tag {
        self.tag(&[b"network", prefix])
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

    /// Seals a destination for the queue and the record.
    pub(crate) fn seal_destination(
        &self,
        env: &Env,
        id: VerificationId,
        destination: &Contact,
    ) -> Vec<u8> {
        let row = place_row(id, destination.channel());
        self.destinations
            .seal(env, place(&row), destination.value().as_bytes())
    }

    /// Opens a destination that was sealed for this verification and channel.
    pub(crate) fn open_destination(
        &self,
        id: VerificationId,
        channel: Channel,
        sealed: &[u8],
    ) -> Result<Contact, DestinationError> {
        let value = self
            .destinations
            .open(place(&place_row(id, channel)), sealed)
            .map_err(DestinationError::Open)?;
        let text = str::from_utf8(&value).map_err(|_| DestinationError::NotAContact)?;
        Contact::parse(channel.contact_kind(), text).map_err(|_| DestinationError::NotAContact)
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

/// Why a sealed destination gives no contact.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DestinationError {
    /// It was sealed for another place, or with a key that is gone.
    #[error("a sealed destination does not open")]
    Open(#[source] OpenError),
    /// What was sealed is not a contact of the channel.
    #[error("a sealed destination is not a contact")]
    NotAContact,
}

fn place_row(id: VerificationId, channel: Channel) -> Vec<u8> {
    let mut row = id.uuid().as_bytes().to_vec();
    row.extend_from_slice(channel.as_str().as_bytes());
    row
}

fn place(row: &[u8]) -> Place<'_> {
    Place {
        table: "verification.delivery",
        column: "destination",
        row,
        version: 1,
    }
}
