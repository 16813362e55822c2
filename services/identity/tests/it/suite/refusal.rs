use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use tonic::{Code, Status};

/// Reads refusals as facts.
pub(crate) trait Refused {
    /// Returns the reason; panics when the call succeeded or gave none.
    fn reason(self) -> Reason;

    /// Returns the whole status; panics when the call succeeded.
    fn refusal(self) -> Status;
}

impl<T: Debug> Refused for Result<T, Status> {
    fn reason(self) -> Reason {
        let status = self.refusal();
        read::reason(&status).unwrap_or_else(|| panic!("no reason: {status:?}"))
    }

    fn refusal(self) -> Status {
        self.map(|answer| panic!("not refused: {answer:?}"))
            .unwrap_err()
    }
}

/// Everything of a refusal that reaches a caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) details: Vec<u8>,
    pub(crate) metadata: BTreeSet<String>,
}

/// Takes everything of a refusal that a caller sees but for the time of the answer.
pub(crate) fn seen(status: &Status) -> Seen {
    let mut headers = status.metadata().clone().into_headers();
    headers.remove("date");
    Seen {
        code: status.code(),
        message: status.message().to_owned(),
        details: status.details().to_vec(),
        metadata: headers
            .iter()
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect(),
    }
}

/// Returns the findings at a field, in their order.
pub(crate) fn findings(status: &Status, field: &str) -> Vec<String> {
    let violations = read::field_violations(status).into_iter();
    violations
        .filter(|violation| violation.field == field)
        .map(|violation| violation.reason)
        .collect()
}

/// Tells how long a refused caller is to wait.
pub(crate) fn wait(status: &Status) -> Duration {
    read::retry_after(status).unwrap_or_else(|| panic!("no RetryInfo: {status:?}"))
}
