use kabinet_domain::Channel;
use kabinet_env::id::VerificationId;
use time::OffsetDateTime;

/// What a proof says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The verification, and the id under which a consumer records the proof as used.
    pub verification_id: VerificationId,
    /// The service that started the verification, and the only one that may act on the proof.
    pub audience: String,
    /// Name of the purpose, such as `REGISTRATION`.
    pub purpose: String,
    /// Whom the code was about.
    pub subject: String,
    /// Digest of the operation that the code authorises.
    pub payload_digest: [u8; 32],
    /// Channel whose code was right.
    pub channel: Channel,
    /// Salted hash of the destination; compare with [`destination_hash`](crate::destination_hash).
    pub destination_hash: [u8; 32],
    /// When the code was found right, to the second.
    pub approve_time: OffsetDateTime,
    /// Version of the policy under which the code was issued.
    pub policy_version: u32,
}
