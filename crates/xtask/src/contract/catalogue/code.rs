//! gRPC codes that refusals have.

/// One code.
pub(super) struct Code {
    pub(super) name: &'static str,
    /// Status of the same in HTTP, as `google/rpc/code.proto` maps it.
    pub(super) http: u16,
    /// Whether the same call may succeed later.
    pub(super) retryable: bool,
    /// Whether `RetryInfo` always comes with it.
    pub(super) says_when: bool,
}

impl Code {
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        CODES.iter().find(|code| code.name == name)
    }
}

const CODES: [Code; 11] = [
    lasting("INVALID_ARGUMENT", 400),
    lasting("FAILED_PRECONDITION", 400),
    lasting("UNAUTHENTICATED", 401),
    lasting("PERMISSION_DENIED", 403),
    lasting("NOT_FOUND", 404),
    lasting("ALREADY_EXISTS", 409),
    lasting("ABORTED", 409),
    passing("RESOURCE_EXHAUSTED", 429, true),
    lasting("INTERNAL", 500),
    passing("UNAVAILABLE", 503, true),
    passing("DEADLINE_EXCEEDED", 504, false),
];

const fn lasting(name: &'static str, http: u16) -> Code {
    Code {
        name,
        http,
        retryable: false,
        says_when: false,
    }
}

const fn passing(name: &'static str, http: u16, says_when: bool) -> Code {
    Code {
        name,
        http,
        retryable: true,
        says_when,
    }
}
