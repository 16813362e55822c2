//! Maps every error of a use case to what crosses the wire.

mod draft;
mod notification;
mod person;
mod shared;

pub(super) use draft::{
    activate_draft, discard_draft, put_contacts, put_personal_data, receive_event,
    resolve_draft_contact,
};
pub(super) use notification::{list_inbox, notify};
pub(super) use person::{
    get_preferences, get_profile, list_contact_points, list_regions, update_preferences,
    update_profile,
};
