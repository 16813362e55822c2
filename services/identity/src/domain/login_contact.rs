//! Contacts that log a person in or recover their access, and how they follow what profile tells.

mod plan;

use kabinet_domain::{Contact, ContactKind};
use time::OffsetDateTime;

pub(crate) use plan::{Known, Plan, Wanted, plan};

/// Whether a contact logs in; a replaced one does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    LogsIn,
    Replaced,
}

/// When a contact recovers access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// Absent for a contact that was confirmed at registration and never told of since.
    pub(crate) start_time: Option<OffsetDateTime>,
    /// Absent for a contact that stands.
    pub(crate) end_time: Option<OffsetDateTime>,
}

impl Window {
    pub(crate) const ALWAYS: Self = Self {
        start_time: None,
        end_time: None,
    };

    pub(crate) fn is_open(&self, now: OffsetDateTime) -> bool {
        self.start_time.is_none_or(|start| start <= now)
            && self.end_time.is_none_or(|end| now < end)
    }
}

/// A contact that its person has proven, as profile tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LoginContact {
    pub(crate) contact: Contact,
    pub(crate) standing: Standing,
    pub(crate) recovery: Window,
}

/// Chooses where a recovery code goes: of those that may recover now, the one that has for longest.
pub(crate) fn recovers(
    contacts: Vec<LoginContact>,
    kind: ContactKind,
    now: OffsetDateTime,
) -> Option<Contact> {
    let usable = contacts
        .into_iter()
        .filter(|told| told.contact.kind() == kind && told.recovery.is_open(now));
    let oldest = usable.min_by_key(|told| told.recovery.start_time);
    oldest.map(|told| told.contact)
}

#[cfg(test)]
mod tests;
