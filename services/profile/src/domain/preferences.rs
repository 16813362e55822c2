//! What a person wants to hear.

use kabinet_domain::Language;
use time::OffsetDateTime;

/// Preferences of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preferences {
    /// Language of messages, where the person chose one.
    pub(crate) language: Option<Language>,
    /// Version; 0 while nothing was stored.
    pub(crate) version: i64,
    /// Time of the last change.
    pub(crate) update_time: Option<OffsetDateTime>,
}
