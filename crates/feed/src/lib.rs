//! The sending side of `BssIngestService`: reads contracts from files and sends them as a snapshot.
//!
//! Owns the two forms of a file, the cutting into batches, and what is sent again after a broken
//! stream. Promises that memory does not grow with the file, that a bad line is named with its
//! reasons and stops nothing, and that no reason repeats a value. Never checks what subscriptions
//! checks: the rules of a record stand in the contract.
//!
#![doc = include_str!("forms.md")]

mod batch;
mod checksum;
mod client;
mod ordinals;
mod progress;
mod reader;
mod reject;
mod write;

pub use client::{Feed, FeedError, Patience, Plan, SourceNameError};
pub use ordinals::conflicts;
pub use progress::{Observer, Progress, Summary};
pub use reader::{Format, HeaderError, Line, ReadError, Reader, lines_of};
pub use reject::{Reject, Violation};
pub use write::write_line;

/// Describes the forms of a file, for a person.
pub const FORMS: &str = include_str!("forms.md");
