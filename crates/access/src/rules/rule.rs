//! One rule.

use std::time::Duration;

use crate::{Caller, CallerKind};

/// Who may call an RPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    callers: Callers,
    end_user: EndUserRule,
}

/// Callers that are let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callers {
    /// Everybody, unnamed callers too.
    Anyone,
    /// Those that fit one of the patterns.
    Listed(Vec<CallerPattern>),
}

/// Callers of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerPattern {
    /// Kind of the callers.
    pub kind: CallerKind,
    /// Their names; empty means every name.
    pub names: Vec<String>,
}

/// Whether an RPC needs a person's access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndUserRule {
    /// No token is read.
    None,
    /// A valid token is needed.
    Required {
        /// How long ago the person may have last proved who they are.
        max_authentication_age: Option<Duration>,
    },
}

impl Rule {
    pub(crate) fn new(callers: Vec<CallerPattern>, end_user: EndUserRule) -> Self {
        Self {
            callers: Callers::Listed(callers),
            end_user,
        }
    }

    pub(crate) fn anyone() -> Self {
        Self {
            callers: Callers::Anyone,
            end_user: EndUserRule::None,
        }
    }

    /// Returns the callers that are let in.
    pub fn callers(&self) -> &Callers {
        &self.callers
    }

    /// Returns whether a token is needed.
    pub fn end_user(&self) -> EndUserRule {
        self.end_user
    }

    /// Tells whether the caller is let in, a token apart.
    pub fn admits(&self, caller: &Caller) -> bool {
        match &self.callers {
            Callers::Anyone => true,
            Callers::Listed(patterns) => patterns.iter().any(|pattern| pattern.fits(caller)),
        }
    }
}

impl CallerPattern {
    fn fits(&self, caller: &Caller) -> bool {
        self.kind == caller.kind && (self.names.is_empty() || self.names.contains(&caller.name))
    }
}
