//! Codes that confirm a contact.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A code that is out, over the channel of its contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Code {
    /// Digits.
    pub(crate) length: i32,
    /// When it ends.
    pub(crate) expire_time: OffsetDateTime,
    /// When another message may be asked for; none where none may.
    pub(crate) resend_time: Option<OffsetDateTime>,
}
