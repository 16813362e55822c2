//! What a login leaves behind, from which every token of its answer can be derived again.

use kabinet_env::id::{AccountId, SessionId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::session::Method;

/// Facts of a grant: ids and times only, so that an idempotency record may keep them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GrantFacts {
    pub(crate) account_id: AccountId,
    pub(crate) session_id: SessionId,
    /// When the tokens were given out.
    pub(crate) issue_time: OffsetDateTime,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) authentication_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
    pub(crate) idle_expire_time: OffsetDateTime,
    pub(crate) epoch: i64,
    pub(crate) methods: Vec<Method>,
    pub(crate) token_kid: String,
    pub(crate) refresh_family: i32,
    pub(crate) device: Device,
}

/// Where the token of a device comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Device {
    /// The client sent it, and at a login the account knew it.
    Sent,
    /// It was made for this session.
    Issued,
    /// There is none.
    None,
}
