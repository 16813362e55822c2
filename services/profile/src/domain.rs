//! Pure types and rules: no clock, no network, no database.

pub(crate) mod access;
pub(crate) mod admission;
pub(crate) mod contact_point;
pub(crate) mod draft;
pub(crate) mod person;
pub(crate) mod region_directory;
