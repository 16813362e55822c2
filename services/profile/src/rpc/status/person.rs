use kabinet_status::Refusal;

use super::{
    super::{person_fields::PersonFields, violations::Violations},
    shared::{etag_mismatch, internal, page_token, profile_not_found, store},
};
use crate::app::{
    get_preferences, get_profile, list_contact_points, list_regions, update_preferences,
    update_profile,
};

pub(in super::super) fn get_profile(error: get_profile::Error) -> Refusal {
    match error {
        get_profile::Error::NotFound => profile_not_found(),
        get_profile::Error::Vault(error) => internal(&error),
        get_profile::Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn update_profile(error: update_profile::Error) -> Refusal {
    match error {
        update_profile::Error::Inadmissible(obstacles) => {
            Violations::of(obstacles, &PersonFields::OF_PROFILE).refusal()
        }
        update_profile::Error::NotFound => profile_not_found(),
        update_profile::Error::EtagMismatch => etag_mismatch(),
        update_profile::Error::Show(error) => get_profile(error),
        update_profile::Error::Idempotency(error) => error.refusal(),
        update_profile::Error::Vault(error) => internal(&error),
        update_profile::Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn list_contact_points(error: list_contact_points::Error) -> Refusal {
    match error {
        list_contact_points::Error::NotFound => profile_not_found(),
        list_contact_points::Error::Vault(error) => internal(&error),
        list_contact_points::Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn list_regions(error: &list_regions::Error) -> Refusal {
    match error {
        list_regions::Error::PageToken => page_token(),
    }
}

pub(in super::super) fn get_preferences(error: get_preferences::Error) -> Refusal {
    match error {
        get_preferences::Error::NotFound => profile_not_found(),
        get_preferences::Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn update_preferences(error: update_preferences::Error) -> Refusal {
    match error {
        update_preferences::Error::NotFound => profile_not_found(),
        update_preferences::Error::EtagMismatch => etag_mismatch(),
        update_preferences::Error::Show(error) => get_preferences(error),
        update_preferences::Error::Idempotency(error) => error.refusal(),
        update_preferences::Error::Store(error) => store(&error),
    }
}
