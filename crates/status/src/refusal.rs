//! The one way to refuse a call.

mod kinds;
mod wire;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use tonic::Code;
use tonic_types::{FieldViolation, PreconditionViolation};

/// Says why a call is refused, and what the caller can do.
#[derive(Clone, Debug)]
pub struct Refusal(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    code: Code,
    reason: Reason,
    message: Cow<'static, str>,
    metadata: BTreeMap<Cow<'static, str>, String>,
    fields: Vec<FieldViolation>,
    preconditions: Vec<PreconditionViolation>,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// Most field violations that are told at once.
    pub const MAX_FIELDS: usize = kabinet_proto::validate::Violations::MAX;

    /// Refuses with a code, a reason and a text for developers.
    pub fn new(code: Code, reason: Reason, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Parts {
            code,
            reason,
            message: message.into(),
            metadata: BTreeMap::new(),
            fields: Vec::new(),
            preconditions: Vec::new(),
            retry_after: None,
        }))
    }

    /// Adds a documented metadata key of the reason.
    #[must_use]
    pub fn metadata(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.0.metadata.insert(key.into(), value.into());
        self
    }

    /// Adds a field that is wrong; fields beyond `MAX_FIELDS` are left out.
    #[must_use]
    pub fn field(
        mut self,
        field: impl Into<String>,
        reason: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        if self.0.fields.len() < Self::MAX_FIELDS {
            self.0.fields.push(FieldViolation {
                field: field.into(),
                reason: reason.into(),
                description: description.into(),
                localized_message: None,
            });
        }
        self
    }

    /// Says how long to wait before the next attempt.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Adds what has to be done before the call can succeed.
    #[must_use]
    pub fn precondition(
        mut self,
        kind: impl Into<String>,
        subject: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        let violation = PreconditionViolation::new(kind, subject, description);
        self.0.preconditions.push(violation);
        self
    }

    /// Returns the gRPC code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Returns the reason.
    pub fn reason(&self) -> Reason {
        self.0.reason
    }
}
