//! Checks messages against the rules that their contracts declare.

pub mod list;
mod path;
pub mod text;
pub mod time;
mod violations;

pub use path::Path;
pub use violations::{Violation, Violations};

/// A message whose contract declares rules.
pub trait Validate {
    /// Adds every broken rule of the message, which lies at `path`, to `violations`.
    fn validate(&self, path: &mut Path, violations: &mut Violations);
}

/// Lists the rules that a message breaks.
pub fn violations_of(message: &impl Validate) -> Violations {
    let mut violations = Violations::default();
    message.validate(&mut Path::default(), &mut violations);
    violations
}

#[cfg(test)]
mod tests;
