use kabinet_env::manual::ManualClock;
use kabinet_seal::KeyRing;
use kabinet_seal::signing::SigningKeys;

use super::*;

const DIGEST: [u8; 32] = [7; 32];

fn keys(kid: &str) -> SigningKeys {
    SigningKeys::new(KeyRing::from_secret(kid, [1; 32]))
}

fn public(keys: &SigningKeys) -> ProofKeys {
    let live = keys.public_keys().into_iter();
    ProofKeys::new(live.map(|(kid, key)| (kid.as_str().to_owned(), key)))
}

fn example() -> Claims {
    let (env, _clock) = ManualClock::new(1);
    Claims {
        verification_id: VerificationId::new(&env),
        audience: "identity".to_owned(),
        purpose: "REGISTRATION".to_owned(),
        subject: "reg_1".to_owned(),
        payload_digest: DIGEST,
        channel: Channel::Sms,
        destination_hash: [9; 32],
        approve_time: env.now(),
        policy_version: 1,
    }
}

fn expected() -> Expected<'static> {
    Expected {
        audience: "identity",
        purpose: "REGISTRATION",
        subject: "reg_1",
        payload_digest: DIGEST,
    }
}

#[test]
fn proof_is_accepted_for_what_it_says() {
    let (keys, claims) = (keys("a"), example());
    let proof = sign(&keys.current(), &claims);
    let now = claims.approve_time + Duration::minutes(4);
    assert_eq!(verify(&proof, &public(&keys), expected(), now), Ok(claims));
}

#[test]
fn same_claims_give_the_same_bytes() {
    let keys = keys("a");
    assert_eq!(
        sign(&keys.current(), &example()),
        sign(&keys.current(), &example())
    );
}

#[test]
fn proof_for_another_operation_is_refused() {
    let (keys, claims) = (keys("a"), example());
    let proof = sign(&keys.current(), &claims);
    let others = [
        Expected {
            audience: "profile",
            ..expected()
        },
        Expected {
            purpose: "RECOVERY",
            ..expected()
        },
        Expected {
            subject: "reg_2",
            ..expected()
        },
        Expected {
            payload_digest: [8; 32],
            ..expected()
        },
    ];
    for other in others {
        assert_eq!(
            verify(&proof, &public(&keys), other, claims.approve_time),
            Err(InvalidProof::OtherOperation),
            "{other:?}"
        );
    }
}

#[test]
fn proof_lives_five_minutes() {
    let (keys, claims) = (keys("a"), example());
    let proof = sign(&keys.current(), &claims);
    let issued = claims.approve_time;
    for (moment, accepted) in [
        (issued - Duration::seconds(6), false),
        (issued - Duration::seconds(5), true),
        (issued + Duration::seconds(299), true),
        (issued + Duration::minutes(5), false),
    ] {
        let verified = verify(&proof, &public(&keys), expected(), moment);
        assert_eq!(verified.is_ok(), accepted, "{moment}");
    }
}

#[test]
fn proof_that_is_issued_again_lives_anew_and_tells_the_first_approval() {
    let (keys, claims) = (keys("a"), example());
    let later = claims.approve_time + Duration::minutes(9);
    let proof = sign_at(&keys.current(), &claims, later);
    for (moment, accepted) in [
        (claims.approve_time, false),
        (later + Duration::seconds(299), true),
        (later + Duration::minutes(5), false),
    ] {
        let verified = verify(&proof, &public(&keys), expected(), moment);
        assert_eq!(verified.is_ok(), accepted, "{moment}");
        assert!(verified.is_err() || verified == Ok(claims.clone()));
    }
}

#[test]
fn proof_of_another_key_is_refused() {
    let claims = example();
    let proof = sign(&keys("a").current(), &claims);
    let unknown = public(&keys("b"));
    let impostor = SigningKeys::new(KeyRing::from_secret("a", [2; 32]));
    assert_eq!(
        verify(&proof, &unknown, expected(), claims.approve_time),
        Err(InvalidProof::UnknownKey)
    );
    assert_eq!(
        verify(&proof, &public(&impostor), expected(), claims.approve_time),
        Err(InvalidProof::Signature)
    );
}

#[test]
fn unsigned_and_mangled_texts_are_refused() {
    let (keys, claims) = (keys("a"), example());
    let proof = sign(&keys.current(), &claims);
    let (signed, _) = proof.rsplit_once('.').unwrap();
    let (_, payload) = signed.split_once('.').unwrap();
    let none = BASE64URL_NOPAD.encode(br#"{"typ":"kabinet-proof+jwt","alg":"none","kid":"a"}"#);
    let token = BASE64URL_NOPAD.encode(br#"{"typ":"at+jwt","alg":"EdDSA","kid":"a"}"#);
    for text in [
        String::new(),
        "..".to_owned(),
        signed.to_owned(),
        format!("{none}.{payload}."),
        format!("{token}.{payload}.AAAA"),
        "a".repeat(MAX_LENGTH + 1),
    ] {
        assert_eq!(
            verify(&text, &public(&keys), expected(), claims.approve_time),
            Err(InvalidProof::Malformed),
            "{text}"
        );
    }
}

#[test]
fn header_that_asks_for_more_is_refused() {
    let (keys, claims) = (keys("a"), example());
    let proof = sign(&keys.current(), &claims);
    let payload = proof.split('.').nth(1).unwrap();
    for (extension, expected) in [
        ("", Ok(claims.clone())),
        (r#","crit":["exp"]"#, Err(InvalidProof::Malformed)),
    ] {
        let header = format!(r#"{{"typ":"{TYPE}","alg":"EdDSA","kid":"a"{extension}}}"#);
        let signed = format!("{}.{payload}", BASE64URL_NOPAD.encode(header.as_bytes()));
        let signature = BASE64URL_NOPAD.encode(&keys.current().sign(signed.as_bytes()));
        let verified = verify(
            &format!("{signed}.{signature}"),
            &public(&keys),
            self::expected(),
            claims.approve_time,
        );
        assert_eq!(verified, expected, "{extension}");
    }
}
