//! Access tokens that are void before their time.

use kabinet_env::id::SessionId;
use time::OffsetDateTime;

/// The epoch below which every token of an ended session lies.
pub(crate) const ENDED: i64 = i64::MAX;

/// Tokens of a session below an epoch are void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Revocation {
    pub(crate) session_id: SessionId,
    pub(crate) epoch: i64,
    pub(crate) revoke_time: OffsetDateTime,
}
