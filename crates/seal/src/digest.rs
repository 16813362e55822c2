use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Returns the SHA-256 of the bytes: enough for what has 256 random bits, never for passwords.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Compares in a time that depends on the lengths only.
pub fn equal(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_is_that_of_fips_180() {
        let hex = data_encoding::HEXLOWER.encode(&sha256(b"abc"));
        assert_eq!(
            hex,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn equality_is_that_of_slices() {
        for (left, right) in [
            (&b"ab"[..], &b"ab"[..]),
            (b"ab", b"ac"),
            (b"ab", b"abc"),
            (b"", b""),
        ] {
            assert_eq!(equal(left, right), left == right);
        }
    }
}
