use sqlx::Error;
use sqlx::error::DatabaseError;

/// Returns the name of the constraint or unique index that refused the statement.
pub fn constraint(error: &Error) -> Option<&str> {
    error.as_database_error()?.constraint()
}

/// Tells whether the transaction lost against another one and may be repeated from its start.
pub fn is_serialization_failure(error: &Error) -> bool {
    error
        .as_database_error()
        .and_then(DatabaseError::code)
        .is_some_and(|code| is_serialization_code(&code))
}

pub(crate) fn is_serialization_code(code: &str) -> bool {
    matches!(code, "40001" | "40P01")
}

/// Tells whether the database could not serve now what it may serve later.
///
/// Everything else is a defect of the statement, the schema or the configuration.
pub fn is_unavailable(error: &Error) -> bool {
    match error {
        Error::Io(_)
        | Error::Tls(_)
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::WorkerCrashed => true,
        Error::Database(error) => error.code().is_some_and(|code| is_unavailable_code(&code)),
        _ => false,
    }
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
fn is_unavailable_code(code: &str) -> bool {
    const CONNECTION_EXCEPTION: &str = "08";
    const INSUFFICIENT_RESOURCES: &str = "53";
    const SHUTDOWN_AND_RECOVERY: &str = "57P";
    const QUERY_CANCELED: &str = "57014";
    const LOCK_NOT_AVAILABLE: &str = "55P03";
    const IDLE_IN_TRANSACTION_TIMEOUT: &str = "25P03";
    // A connection that has stayed with the old primary after a promotion.
    const READ_ONLY_TRANSACTION: &str = "25006";

    code.starts_with(CONNECTION_EXCEPTION)
        || code.starts_with(INSUFFICIENT_RESOURCES)
        || code.starts_with(SHUTDOWN_AND_RECOVERY)
        || is_serialization_code(code)
        || matches!(
            code,
            QUERY_CANCELED
                | LOCK_NOT_AVAILABLE
                | IDLE_IN_TRANSACTION_TIMEOUT
                | READ_ONLY_TRANSACTION
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shutdown_overload_and_timeouts_are_unavailable() {
        for code in [
            "08006", "53300", "57P01", "57P02", "57P03", "57014", "55P03", "25P03", "25006",
            "40001",
        ] {
            assert!(is_unavailable_code(code), "{code}");
        }
    }

    #[test]
    fn wrong_statements_and_broken_rows_are_defects() {
        for code in ["23505", "42P01", "42501", "22P02", "3D000", "28P01"] {
            assert!(!is_unavailable_code(code), "{code}");
        }
        assert!(!is_unavailable(&Error::RowNotFound));
    }

    #[test]
    fn exhausted_pool_is_unavailable() {
        assert!(is_unavailable(&Error::PoolTimedOut));
    }
}
