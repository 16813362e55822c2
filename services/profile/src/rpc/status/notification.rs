use std::time::Duration;

use kabinet_status::Refusal;

use super::shared::{page_token, profile_not_found, store};
use crate::app::{list_inbox, notify};

/// When to come back with a notice for an account whose profile is not there yet.
const PROFILE_RETRY: Duration = Duration::from_secs(5);

pub(in super::super) fn notify(error: notify::Error) -> Refusal {
    match error {
        // Whoever tells takes PROFILE_NOT_FOUND for the last word.
        notify::Error::NotYet => Refusal::unavailable(PROFILE_RETRY),
        notify::Error::NotFound => profile_not_found(),
        notify::Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn list_inbox(error: list_inbox::Error) -> Refusal {
    match error {
        list_inbox::Error::PageToken => page_token(),
        list_inbox::Error::Store(error) => store(&error),
    }
}
