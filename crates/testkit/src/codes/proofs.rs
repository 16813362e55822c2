//! Proofs and action tokens as verification signs them, and as nobody should.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::VerificationId;
use kabinet_proof::action::{self, Action};
use kabinet_proof::{Claims, destination_hash};
use kabinet_proto::types::v1::Channel;
use kabinet_proto::verification::v1 as pb;
use time::{Duration, OffsetDateTime};

use crate::signing_keys;

/// Seed of the keys that verification publishes.
const SEED: u8 = 7;
const OTHER_SEED: u8 = 8;

/// What is wrong with a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Forgery {
    OtherAudience,
    OtherPurpose,
    OtherSubject,
    OtherDigest,
    OtherDestination,
    Expired,
    OtherKey,
    /// The proof of a verification that had its effect before.
    Used(VerificationId),
}

/// Signs that the code that went to the destination was right, with one thing wrong if asked.
pub(super) fn sign(
    verification_id: VerificationId,
    audience: &str,
    binding: &pb::Binding,
    destination: &pb::Destination,
    now: OffsetDateTime,
    forgery: Option<Forgery>,
) -> String {
    let contact = contact(destination);
    let mut claims = Claims {
        verification_id,
        audience: audience.to_owned(),
        purpose: name(binding.purpose()).to_owned(),
        subject: binding.subject.clone(),
        payload_digest: digest(binding),
        channel: contact.channel(),
        destination_hash: destination_hash(verification_id, &contact),
        approve_time: now,
        policy_version: 1,
    };
    let mut seed = SEED;
    match forgery {
        None => {}
        Some(Forgery::OtherAudience) => claims.audience.push('0'),
        Some(Forgery::OtherPurpose) => {
            let other = match binding.purpose() {
                pb::Purpose::Recovery => pb::Purpose::Ownership,
                _ => pb::Purpose::Recovery,
            };
            name(other).clone_into(&mut claims.purpose);
        }
        Some(Forgery::OtherSubject) => claims.subject.push('0'),
        Some(Forgery::OtherDigest) => claims.payload_digest[0] ^= 1,
        Some(Forgery::OtherDestination) => claims.destination_hash[0] ^= 1,
        Some(Forgery::Expired) => claims.approve_time -= Duration::minutes(6),
        Some(Forgery::OtherKey) => seed = OTHER_SEED,
        Some(Forgery::Used(earlier)) => {
            claims.verification_id = earlier;
            claims.destination_hash = destination_hash(earlier, &contact);
        }
    }
    kabinet_proof::sign(&signing_keys(seed).current(), &claims)
}

/// Signs the token of a message, with verification's key unless it is forged with another.
pub fn sign_action(action: &Action, forgery: Option<Forgery>) -> String {
    let seed = match forgery {
        Some(Forgery::OtherKey) => OTHER_SEED,
        _ => SEED,
    };
    action::sign(&signing_keys(seed).current(), action)
}

pub(super) fn public_keys() -> Vec<pb::ProofKey> {
    let live = signing_keys(SEED).public_keys().into_iter();
    live.map(|(kid, public_key)| pb::ProofKey {
        key_id: kid.as_str().to_owned(),
        public_key: public_key.to_vec(),
    })
    .collect()
}

fn digest(binding: &pb::Binding) -> [u8; 32] {
    let digest = binding.payload_digest.as_slice();
    digest.try_into().expect("a digest has 32 bytes")
}

fn name(purpose: pb::Purpose) -> &'static str {
    let name = purpose.as_str_name();
    name.strip_prefix("PURPOSE_").unwrap_or(name)
}

fn contact(destination: &pb::Destination) -> Contact {
    let kind = match destination.channel() {
        Channel::Sms => ContactKind::Mobile,
        Channel::Email => ContactKind::Email,
        Channel::Unspecified => panic!("a channel is required"),
    };
    Contact::parse(kind, &destination.address).expect("an address is acceptable")
}
