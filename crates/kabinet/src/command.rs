//! One file per command.

pub(crate) mod bss;
pub(crate) mod check_config;
pub(crate) mod configured;
pub(crate) mod dev;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod outbox;
pub(crate) mod serve;
pub(crate) mod tour;
