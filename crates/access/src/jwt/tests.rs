use kabinet_env::Env;
use kabinet_env::manual::ManualClock;
use kabinet_seal::KeyRing;
use kabinet_seal::signing::SigningKeys;
use proptest::prelude::*;
use serde_json::{Value, json};
use time::macros::datetime;

use super::*;

const ISSUER: &str = "https://identity.example.com";

fn signing_keys() -> SigningKeys {
    SigningKeys::new(KeyRing::from_secret("k1", [7; 32]))
}

fn keys() -> PublicKeys {
    signing_keys().public_keys().into_iter().collect()
}

fn env() -> Env {
    ManualClock::new(1).0
}

fn claims(env: &Env) -> Claims {
    let now = env.now().replace_nanosecond(0).unwrap();
    Claims {
        iss: ISSUER.to_owned(),
        aud: "kabinet".to_owned(),
        sub: kabinet_env::id::AccountId::new(env),
        client_id: "web".to_owned(),
        iat: now,
        exp: now + Duration::minutes(5),
        jti: "1".to_owned(),
        sid: kabinet_env::id::SessionId::new(env),
        auth_time: now,
        amr: vec!["pwd".to_owned()],
        acr: "aal1".to_owned(),
        epoch: 1,
    }
}

fn check(token: &str, env: &Env) -> Result<Claims, Error> {
    verify(token, &keys(), env.now(), ISSUER, "kabinet")
}

/// Signs any header and payload with the right key.
fn signed(header: &Value, payload: &Value) -> String {
    let signed = format!("{}.{}", encode(header), encode(payload));
    let signature = signing_keys().current().sign(signed.as_bytes());
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
}

fn header() -> Value {
    json!({"alg": "EdDSA", "typ": "at+jwt", "kid": "k1"})
}

#[test]
fn signed_claims_are_read_back() {
    let env = env();
    let claims = claims(&env);
    let token = sign(&signing_keys().current(), &claims);
    assert_eq!(check(&token, &env), Ok(claims));
}

#[test]
fn header_is_that_of_rfc_9068() {
    let token = sign(&signing_keys().current(), &claims(&env()));
    let header: Value = decode(token.split('.').next().unwrap()).unwrap();
    assert_eq!(
        header,
        json!({"alg": "EdDSA", "typ": "at+jwt", "kid": "k1"})
    );
}

#[test]
fn only_one_algorithm_and_type_are_accepted() {
    let env = env();
    let payload = serde_json::to_value(claims(&env)).unwrap();
    for (key, value, expected) in [
        ("typ", json!("application/AT+JWT"), None),
        ("alg", json!("none"), Some(Error::Malformed)),
        ("alg", json!("HS256"), Some(Error::Malformed)),
        ("alg", json!("eddsa"), Some(Error::Malformed)),
        ("alg", json!(null), Some(Error::Malformed)),
        ("typ", json!("JWT"), Some(Error::Malformed)),
        ("typ", json!(null), Some(Error::Malformed)),
        ("kid", json!(null), Some(Error::Malformed)),
        ("kid", json!("k2"), Some(Error::UnknownKey)),
        ("crit", json!(["exp"]), Some(Error::Malformed)),
    ] {
        let mut header = header();
        header[key] = value;
        let token = signed(&header, &payload);
        assert_eq!(check(&token, &env).err(), expected, "{header}");
    }
}

#[test]
fn every_claim_is_needed_in_its_form() {
    let env = env();
    let payload = serde_json::to_value(claims(&env)).unwrap();
    let names: Vec<String> = payload.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names.len(), 12);
    for name in names {
        let mut without = payload.clone();
        without.as_object_mut().unwrap().remove(&name);
        let token = signed(&header(), &without);
        assert_eq!(check(&token, &env), Err(Error::Malformed), "{name}");
    }
    for (name, value) in [
        ("sub", json!("ses_0198c2b4-0000-7000-8000-000000000000")),
        ("exp", json!(9e300)),
        ("exp", json!(i64::MAX)),
        ("iat", json!("1")),
        ("aud", json!(["kabinet", "other"])),
    ] {
        let mut changed = payload.clone();
        changed[name] = value;
        let token = signed(&header(), &changed);
        assert_eq!(check(&token, &env), Err(Error::Malformed), "{name}");
    }
}

type Change = fn(&mut Claims);

#[test]
fn claims_are_bound_to_issuer_audience_and_time() {
    let env = env();
    let right = claims(&env);
    let cases: [(&str, Change, Option<Error>); 9] = [
        ("issuer", |claims| claims.iss.push('x'), Some(Error::Issuer)),
        (
            "audience",
            |claims| claims.aud.push('x'),
            Some(Error::Audience),
        ),
        (
            "expired within the leeway",
            |claims| shift(claims, -Duration::seconds(5 * 60 + 29)),
            None,
        ),
        (
            "expired",
            |claims| shift(claims, -Duration::seconds(5 * 60 + 30)),
            Some(Error::Expired),
        ),
        (
            "from a clock ahead",
            |claims| shift(claims, Duration::seconds(30)),
            None,
        ),
        (
            "from the future",
            |claims| shift(claims, Duration::seconds(31)),
            Some(Error::Times),
        ),
        (
            "authenticated in the future",
            |claims| claims.auth_time += Duration::seconds(31),
            Some(Error::Times),
        ),
        (
            "ends before it starts",
            |claims| claims.exp = claims.iat,
            Some(Error::Times),
        ),
        (
            "ends with time itself",
            |claims| claims.exp = datetime!(9999-12-31 23:59:59 UTC),
            None,
        ),
    ];
    for (name, change, expected) in cases {
        let mut claims = right.clone();
        change(&mut claims);
        let token = sign(&signing_keys().current(), &claims);
        assert_eq!(check(&token, &env).err(), expected, "{name}");
    }
}

fn shift(claims: &mut Claims, by: Duration) {
    claims.iat += by;
    claims.exp += by;
    claims.auth_time += by;
}

#[test]
fn token_of_another_key_with_the_same_id_is_refused() {
    let env = env();
    let other = SigningKeys::new(KeyRing::from_secret("k1", [8; 32]));
    let token = sign(&other.current(), &claims(&env));
    assert_eq!(check(&token, &env), Err(Error::Signature));
}

#[test]
fn other_spellings_of_a_token_are_refused() {
    let env = env();
    let token = sign(&signing_keys().current(), &claims(&env));
    let [head, payload, signature]: [&str; 3] =
        token.split('.').collect::<Vec<_>>().try_into().unwrap();
    for (spelling, error) in [
        (format!("{head}.{payload}."), Error::Signature),
        (format!("{head}.{payload}"), Error::Malformed),
        (format!("{token}."), Error::Signature),
        (format!("{token}="), Error::Malformed),
        (format!(" {token}"), Error::Malformed),
        (format!("{head}..{signature}"), Error::Signature),
        (
            format!("{head}.{payload}.{payload}.{signature}"),
            Error::Signature,
        ),
        ("a".repeat(MAX_LENGTH + 1), Error::Malformed),
    ] {
        assert_eq!(check(&spelling, &env), Err(error), "{spelling}");
    }
}

proptest! {
    #[test]
    fn changed_token_is_refused(position in any::<prop::sample::Index>(), byte in 0x21_u8..0x7f) {
        let env = env();
        let token = sign(&signing_keys().current(), &claims(&env));
        let position = position.index(token.len());
        let mut changed = token.clone().into_bytes();
        changed[position] = byte;
        let changed = String::from_utf8(changed).unwrap();
        prop_assume!(changed != token);
        prop_assert!(check(&changed, &env).is_err());
    }

    #[test]
    fn any_text_is_refused(text in "\\PC{0,200}") {
        prop_assert!(check(&text, &env()).is_err());
    }
}
