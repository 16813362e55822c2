//! Proofs and action tokens as verification signs them, and as nobody should.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::{AccountId, VerificationId};
use kabinet_proof::{
    Claims,
    action::{self, Action, ActionKind},
    destination_hash,
};
use kabinet_proto::{
    types::v1::Channel,
    verification::v1::{Binding, Destination},
};
use kabinet_testkit::signing_keys;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

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
    OtherDestination,
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
        audience: "profile".to_owned(),
        purpose: "CONTACT".to_owned(),
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
        Some(Forgery::OtherPurpose) => "RECOVERY".clone_into(&mut claims.purpose),
        Some(Forgery::OtherSubject) => claims.subject.push('0'),
        Some(Forgery::OtherDigest) => claims.payload_digest[0] ^= 1,
        Some(Forgery::OtherDestination) => claims.destination_hash[0] ^= 1,
        Some(Forgery::Expired) => claims.approve_time -= Duration::minutes(6),
        Some(Forgery::OtherKey) => keys = signing_keys(OTHER_SEED),
        Some(Forgery::Used(earlier)) => {
            claims.verification_id = earlier;
            claims.destination_hash = destination_hash(earlier, &contact);
        }
    }
    kabinet_proof::sign(&keys.current(), &claims)
}

/// Signs the token of an action.
pub(crate) fn token(
    kind: ActionKind,
    account_id: AccountId,
    object_id: Uuid,
    expire_time: OffsetDateTime,
) -> String {
    let action = Action {
        kind,
        account_id,
        object_id,
        expire_time,
    };
    action::sign(&signing_keys(SEED).current(), &action)
}

/// Signs the token of an action with a key that verification does not have.
pub(crate) fn forged_token(account_id: AccountId, object_id: Uuid, end: OffsetDateTime) -> String {
    let action = Action {
        kind: ActionKind::UndoContactChange,
        account_id,
        object_id,
        expire_time: end,
    };
    action::sign(&signing_keys(OTHER_SEED).current(), &action)
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
        Channel::Unspecified => panic!("profile names a channel"),
    };
    Contact::parse(kind, &destination.address).unwrap()
}
