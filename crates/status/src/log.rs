//! Causes of refusals, for operators.

use std::error::Error;
use std::fmt::{self, Display};

/// Logs an error with all its causes; call it once, where the error becomes a refusal.
pub fn log_internal(error: &(dyn Error + 'static)) {
    tracing::error!(error.chain = %Chain(error), "a call failed");
}

/// Logs with all its causes that a peer does not answer; call it once, like [`log_internal`].
pub fn log_degraded(error: &(dyn Error + 'static)) {
    tracing::warn!(error.chain = %Chain(error), "a peer does not answer");
}

/// Prints an error and its sources, separated by colons.
struct Chain<'a>(&'a (dyn Error + 'static));

impl Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the outer step failed")]
    struct Outer(#[source] std::fmt::Error);

    #[test]
    fn chain_names_every_cause_once() {
        let error = Outer(std::fmt::Error);
        let text = Chain(&error).to_string();
        assert_eq!(text, format!("the outer step failed: {}", std::fmt::Error));
    }
}
