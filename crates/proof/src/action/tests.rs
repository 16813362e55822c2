use kabinet_env::manual::ManualClock;
use kabinet_seal::KeyRing;
use kabinet_seal::signing::SigningKeys;
use time::Duration;

use super::*;

struct World {
    action: Action,
    now: OffsetDateTime,
    key: SigningKey,
    keys: ProofKeys,
}

fn signing_keys(secret: u8) -> SigningKeys {
    SigningKeys::new(KeyRing::from_secret("k1", [secret; 32]))
}

fn world() -> World {
    let (env, _clock) = ManualClock::new(1);
    let keys = signing_keys(7);
    let now = env.now();
    World {
        action: Action {
            kind: ActionKind::UndoContactChange,
            account_id: AccountId::new(&env),
            object_id: env.uuid_v7(),
            expire_time: (now + Duration::hours(72)).replace_nanosecond(0).unwrap(),
        },
        now,
        key: keys.current(),
        keys: ProofKeys::new(
            keys.public_keys()
                .into_iter()
                .map(|(kid, key)| (kid.as_str().to_owned(), key)),
        ),
    }
}

impl World {
    fn verified(&self, token: &str) -> Result<Action, InvalidProof> {
        verify(token, &self.keys, ActionKind::UndoContactChange, self.now)
    }
}

#[test]
fn token_says_what_was_signed_and_fits_a_text_message() {
    let world = world();
    let token = sign(&world.key, &world.action);
    assert_eq!(world.verified(&token), Ok(world.action));
    assert_eq!(token, sign(&world.key, &world.action));
    assert_eq!(token.len(), 138);
}

#[test]
fn token_is_for_its_kind_only() {
    let world = world();
    let token = sign(&world.key, &world.action);
    for kind in [ActionKind::CancelRecovery, ActionKind::ReportNotMe] {
        assert_eq!(
            verify(&token, &world.keys, kind, world.now),
            Err(InvalidProof::OtherOperation)
        );
    }
}

#[test]
fn token_ends_at_its_time() {
    let world = world();
    let token = sign(&world.key, &world.action);
    let at = |now| verify(&token, &world.keys, ActionKind::UndoContactChange, now);
    assert!(at(world.action.expire_time - Duration::nanoseconds(1)).is_ok());
    assert_eq!(at(world.action.expire_time), Err(InvalidProof::Time));
}

#[test]
fn every_changed_character_makes_a_token_void() {
    let world = world();
    let token = sign(&world.key, &world.action);
    for place in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(world.verified(&changed).is_err(), "{place}");
    }
    for short in 0..token.len() {
        assert!(world.verified(&token[..short]).is_err(), "{short}");
    }
    assert!(world.verified(&"A".repeat(MAX_TOKEN_LENGTH + 1)).is_err());
}

#[test]
fn key_of_another_secret_signs_for_nobody() {
    let world = world();
    let forged = sign(&signing_keys(8).current(), &world.action);
    assert_eq!(world.verified(&forged), Err(InvalidProof::Signature));
}

#[test]
fn key_that_is_not_live_is_told_from_a_forgery() {
    let world = world();
    let ring = KeyRing::from_secret("k2", [7; 32]);
    let token = sign(&SigningKeys::new(ring).current(), &world.action);
    assert_eq!(world.verified(&token), Err(InvalidProof::UnknownKey));
}

#[test]
fn tokens_of_one_action_have_one_id_whatever_key_signed_them() {
    let world = world();
    let token = sign(&world.key, &world.action);
    let read = world.verified(&token).unwrap();
    assert_eq!(read.token_id(), world.action.token_id());
    let other = Action {
        expire_time: world.action.expire_time + Duration::SECOND,
        ..world.action
    };
    assert_ne!(other.token_id(), world.action.token_id());
}
