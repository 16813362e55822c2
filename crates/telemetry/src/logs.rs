//! The log: one line per event, with the ids of the span it was written in.

mod collect;
mod lines;

pub(crate) use lines::{Fields, Lines};
