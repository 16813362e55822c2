//! Pure rules: login names, passwords, stages, sessions, tokens, recoveries, contacts, events. No I/O.

pub(crate) mod blocklist;
pub(crate) mod finding;
pub(crate) mod grant;
pub(crate) mod guide;
pub(crate) mod identifier;
pub(crate) mod login_contact;
pub(crate) mod login_name;
pub(crate) mod password;
pub(crate) mod password_policy;
pub(crate) mod place;
pub(crate) mod recovery;
pub(crate) mod refresh;
pub(crate) mod registration;
pub(crate) mod reserved;
pub(crate) mod revocation;
pub(crate) mod security_event;
pub(crate) mod session;
pub(crate) mod terms;
