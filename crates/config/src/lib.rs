//! Configuration: one file and the environment, read once, refused whole.
//!
//! Owns the only reading of the process environment. The key `listen` of the section `identity` is
//! `listen` below `[identity]` in the file, or the variable `IDENTITY_LISTEN`, which wins. Promises
//! that every mistake is reported at once by both spellings of its key, that an unknown key is a
//! mistake, and that neither a report nor the effective settings show a secret. Never gives a
//! meaning to a key: services read their own sections.

mod file;
mod key;
mod ledger;
mod reader;
mod report;
mod setting;
mod sources;
mod unknown;

pub use file::FileError;
pub use key::Key;
pub use reader::Reader;
pub use report::{Problem, Report};
pub use setting::{Setting, Source};
pub use sources::Sources;

/// Exit status of a process that refuses its configuration (`EX_USAGE` of sysexits).
pub const EXIT_CODE_CONFIG: u8 = 64;

#[cfg(test)]
mod tests;
