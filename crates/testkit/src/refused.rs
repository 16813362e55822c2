use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use tonic::{Response, Status};

/// Returns the status of a call that must be refused for this reason.
#[track_caller]
pub fn refused<T>(answer: Result<Response<T>, Status>, reason: Reason) -> Status {
    let status = answer.map(|_| ()).expect_err("a refusal");
    assert_eq!(read::reason(&status), Some(reason), "{status:?}");
    status
}

/// Returns the fields that are wrong, with what is wrong about them.
pub fn violations(status: &Status) -> Vec<(String, String)> {
    read::field_violations(status)
        .into_iter()
        .map(|violation| (violation.field, violation.reason))
        .collect()
}
