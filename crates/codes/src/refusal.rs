use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;

/// Tells whether an earlier code is past use, so that a new one is due.
pub fn is_over(failure: &Failure) -> bool {
    matches!(
        failure.reason(),
        Some(
            Reason::VerificationNotFound
                | Reason::VerificationEnded
                | Reason::CodeExpired
                | Reason::CodeExhausted
        )
    )
}

/// Tells whether every attempt at a code is spent.
pub fn is_exhausted(failure: &Failure) -> bool {
    match (failure.reason(), failure) {
        (Some(Reason::CodeExhausted), _) => true,
        (Some(Reason::VerificationEnded), Failure::Refused(status)) => {
            read::metadata(status, "state").as_deref() == Some("EXHAUSTED")
        }
        _ => false,
    }
}
