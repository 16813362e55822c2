//! Proofs as verification signs them, and as nobody should.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::VerificationId;
use kabinet_proof::{Claims, destination_hash};
use kabinet_proto::types::v1::Channel;
use kabinet_proto::verification::v1::{Binding, Destination};
use kabinet_testkit::signing_keys;
use time::{Duration, OffsetDateTime};

/// Seed of the keys that verification publishes.
const SEED: u8 = 7;
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
        audience: "subscriptions".to_owned(),
        purpose: "OWNERSHIP".to_owned(),
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
        Some(Forgery::OtherAudience) => "identity".clone_into(&mut claims.audience),
        Some(Forgery::OtherPurpose) => "REGISTRATION".clone_into(&mut claims.purpose),
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

pub(super) fn public_keys() -> Vec<(String, [u8; 32])> {
    let keys = signing_keys(SEED);
    let live = keys.public_keys().into_iter();
    live.map(|(kid, key)| (kid.as_str().to_owned(), key))
        .collect()
}

fn contact(destination: &Destination) -> Contact {
    let kind = match destination.channel() {
        Channel::Sms => ContactKind::Mobile,
        Channel::Email => ContactKind::Email,
        Channel::Unspecified => panic!("subscriptions names a channel"),
    };
    Contact::parse(kind, &destination.address).unwrap()
}
