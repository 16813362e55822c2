use kabinet_seal::KeyRing;
use kabinet_seal::signing::SigningKeys;

/// Makes a ring of one key that is the same for the same seed.
pub fn key_ring(seed: u8) -> KeyRing {
    KeyRing::from_secret("test", [seed; 32])
}

/// Makes signing keys that are the same for the same seed.
pub fn signing_keys(seed: u8) -> SigningKeys {
    SigningKeys::new(key_ring(seed))
}
