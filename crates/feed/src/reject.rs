//! What is said about a line that was not taken.

use std::borrow::Cow;

use kabinet_proto::subscriptions::v1::RecordViolation;
use serde::Serialize;

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// Number of the line, from 1; the first one of a contract that has several.
    pub line: u64,
    /// The source's own id of the contract, where it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What is wrong.
    pub violations: Vec<Violation>,
}

/// One thing that is wrong with a line. Says what is wanted, never what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Path of the field or name of the column; empty where the line as a whole is meant.
    pub field: String,
    /// What rule it breaks, in upper snake case.
    pub reason: Cow<'static, str>,
    /// The rule, for developers.
    pub description: Cow<'static, str>,
}

impl From<RecordViolation> for Violation {
    fn from(violation: RecordViolation) -> Self {
        Self {
            field: violation.field,
            reason: violation.reason.into(),
            description: violation.description.into(),
        }
    }
}

/// Returns an id that has the form of one: anything else may be a personal datum in its place.
pub(crate) fn readable_id(text: &str) -> Option<String> {
    let readable =
        (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    readable.then(|| text.to_owned())
}
