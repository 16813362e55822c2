use std::fmt;

use data_encoding::HEXLOWER;
use kabinet_env::id::VerificationId;
use uuid::Uuid;

use super::Purpose;

/// Keyed, shortened HMAC: it names something in a key or a row and says nothing about it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Tag(pub [u8; 16]);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<&[u8]> for Tag {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

/// What a handle holds: where the record is, and which key its MACs were made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Handle {
    /// Purpose, which decides the policy.
    pub purpose: Purpose,
    /// Tag of the subject.
    pub subject_tag: Tag,
    /// Tag of the record.
    pub record_key: Tag,
    /// Id in the ledger and in proofs.
    pub verification_id: VerificationId,
    /// Id of the key.
    pub kid: String,
}

/// Returns the owner of a record: the verification's id and its starter.
pub(crate) fn owner(id: VerificationId, caller: &str) -> String {
    format!("{id}/{caller}")
}

const FIXED_LENGTH: usize = 1 + 3 * 16;

impl Handle {
    /// Returns the bytes to seal.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.purpose.byte()];
        bytes.extend_from_slice(&self.subject_tag.0);
        bytes.extend_from_slice(&self.record_key.0);
        bytes.extend_from_slice(self.verification_id.uuid().as_bytes());
        bytes.extend_from_slice(self.kid.as_bytes());
        bytes
    }

    /// Returns who may go on with the verification, as its record says it.
    pub(crate) fn owner(&self, caller: &str) -> String {
        owner(self.verification_id, caller)
    }

    /// Reads the bytes of an opened handle.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (fixed, kid) = bytes.split_at_checked(FIXED_LENGTH)?;
        Some(Self {
            purpose: Purpose::from_byte(fixed[0])?,
            subject_tag: Tag::try_from(&fixed[1..17]).ok()?,
            record_key: Tag::try_from(&fixed[17..33]).ok()?,
            verification_id: VerificationId::from_uuid(Uuid::from_slice(&fixed[33..]).ok()?),
            kid: str::from_utf8(kid).ok()?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;

    use super::*;

    #[test]
    fn bytes_are_read_back_and_shorter_ones_are_not() {
        let (env, _clock) = ManualClock::new(1);
        let handle = Handle {
            purpose: Purpose::Registration,
            subject_tag: Tag([1; 16]),
            record_key: Tag([2; 16]),
            verification_id: VerificationId::new(&env),
            kid: "k1".to_owned(),
        };
        let bytes = handle.to_bytes();
        assert_eq!(Handle::from_bytes(&bytes), Some(handle));
        assert_eq!(Handle::from_bytes(&bytes[..FIXED_LENGTH - 1]), None);
    }
}
