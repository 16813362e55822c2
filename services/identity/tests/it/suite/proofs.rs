//! Proofs as verification signs them, and as nobody should.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::VerificationId;
use kabinet_proof::action::{self, Action};
use kabinet_proof::{Claims, destination_hash};
use kabinet_proto::types::v1::Channel;
use kabinet_proto::verification::v1::{Binding, Destination, Purpose};
use kabinet_seal::signing::SigningKeys;
use kabinet_testkit::signing_keys;
use time::{Duration, OffsetDateTime};

/// Seed of the keys that verification publishes.
pub(super) const SEED: u8 = 7;
const OTHER_SEED: u8 = 8;

/// What is wrong with a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forgery {
    OtherAudience,
    OtherPurpose,
    OtherSubject,
    OtherDigest,
    Expired,
    OtherKey,
    /// The proof of a verification that had its effect before.
    Used(VerificationId),
}

/// Signs that the code sent to the destination was right, with one thing wrong if asked.
pub(super) fn sign(
    verification_id: VerificationId,
    binding: &Binding,
    destination: &Destination,
    now: OffsetDateTime,
    forgery: Option<Forgery>,
) -> String {
    let contact = contact(destination);
    let mut claims = Claims {
        verification_id,
        audience: "identity".to_owned(),
        purpose: purpose(binding).to_owned(),
        subject: binding.subject.clone(),
        payload_digest: binding.payload_digest.as_slice().try_into().unwrap(),
        channel: contact.channel(),
        destination_hash: destination_hash(verification_id, &contact),
        approve_time: now,
        policy_version: 1,
    };
    let mut keys = signing_keys(SEED);
    match forgery {
        None => {}
        Some(Forgery::OtherAudience) => claims.audience = "profile".to_owned(),
        Some(Forgery::OtherPurpose) => claims.purpose = "OWNERSHIP".to_owned(),
        Some(Forgery::OtherSubject) => claims.subject.push('0'),
        Some(Forgery::OtherDigest) => claims.payload_digest[0] ^= 1,
        Some(Forgery::Expired) => claims.approve_time -= Duration::minutes(6),
        Some(Forgery::OtherKey) => keys = signing_keys(OTHER_SEED),
        Some(Forgery::Used(earlier)) => {
            claims.verification_id = earlier;
            claims.destination_hash = destination_hash(earlier, &contact);
        }
    }
    kabinet_proof::sign(&keys.current(), &claims)
}

/// Signs the token of a message, with verification's key or another.
pub(super) fn sign_action(action: &Action, forgery: Option<Forgery>) -> String {
    let seed = match forgery {
        Some(Forgery::OtherKey) => OTHER_SEED,
        _ => SEED,
    };
    action::sign(&signing_keys(seed).current(), action)
}

fn purpose(binding: &Binding) -> &'static str {
    match binding.purpose() {
        Purpose::Registration => "REGISTRATION",
        Purpose::Recovery => "RECOVERY",
        other => panic!("identity asks for no {other:?}"),
    }
}

pub(super) fn public_keys() -> Vec<(String, [u8; 32])> {
    let keys: SigningKeys = signing_keys(SEED);
    let live = keys.public_keys().into_iter();
    live.map(|(kid, key)| (kid.as_str().to_owned(), key))
        .collect()
}

fn contact(destination: &Destination) -> Contact {
    let kind = match destination.channel() {
        Channel::Sms => ContactKind::Mobile,
        Channel::Email => ContactKind::Email,
        Channel::Unspecified => panic!("identity names a channel"),
    };
    Contact::parse(kind, &destination.address).unwrap()
}
