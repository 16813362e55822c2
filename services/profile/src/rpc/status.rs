//! Maps every error of a use case to what crosses the wire.

mod contact;
mod directory;
mod draft;
mod notification;
mod peer;
mod person;
mod shared;

pub(super) use contact::{
    confirm_contact_point, replace_contact_point, start_confirmation, undo_contact_change,
};
pub(super) use directory::{match_personal_data, resolve_contacts};
pub(super) use draft::{
    activate_draft, discard_draft, put_contacts, put_personal_data, receive_event,
    resolve_draft_contact,
};
pub(super) use notification::{list_inbox, notify};
pub(super) use person::{
    get_preferences, get_profile, list_contact_points, list_regions, update_preferences,
    update_profile,
};
