//! Pure types and rules: no clock, no network, no database.

pub(crate) mod access;
pub(crate) mod action;
pub(crate) mod admission;
pub(crate) mod claim;
pub(crate) mod contact_change;
pub(crate) mod contact_point;
pub(crate) mod correction;
pub(crate) mod draft;
pub(crate) mod etag;
pub(crate) mod family_name;
pub(crate) mod local_time;
pub(crate) mod notice;
pub(crate) mod person;
pub(crate) mod preferences;
pub(crate) mod recipient;
pub(crate) mod region_directory;
pub(crate) mod sending;
pub(crate) mod service_kind;
