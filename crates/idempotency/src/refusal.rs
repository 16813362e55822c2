use std::time::Duration;

use kabinet_status::{Refusal, log_internal};

use crate::Error;

/// When to come back while the database is away.
const RETRY: Duration = Duration::from_secs(1);

impl Error {
    /// Refuses the call, and logs what is not the caller's doing.
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Reused => Refusal::request_id_reused(),
            Self::Database(error) if kabinet_database::is_unavailable(error) => {
                let error: &dyn std::error::Error = error;
                tracing::warn!(error, "the database does not serve");
                Refusal::unavailable(RETRY)
            }
            Self::Corrupt { .. } | Self::Database(_) => {
                log_internal(self);
                Refusal::internal()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kabinet_proto::errors::v1::Reason;

    use super::*;

    #[test]
    fn caller_hears_of_reuse_and_of_a_database_that_is_away() {
        for (error, reason) in [
            (Error::Reused, Reason::RequestIdReused),
            (
                sqlx::Error::PoolTimedOut.into(),
                Reason::TemporarilyUnavailable,
            ),
            (sqlx::Error::RowNotFound.into(), Reason::Internal),
        ] {
            assert_eq!(error.refusal().reason(), reason);
        }
    }
}
