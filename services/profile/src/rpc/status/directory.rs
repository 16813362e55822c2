use kabinet_status::Refusal;

use super::shared::{internal, store};
use crate::app::{match_personal_data, resolve_contacts};

pub(in super::super) fn resolve_contacts(error: resolve_contacts::Error) -> Refusal {
    match error {
        resolve_contacts::Error::Vault(error) => internal(&error),
        resolve_contacts::Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn match_personal_data(error: match_personal_data::Error) -> Refusal {
    match error {
        match_personal_data::Error::Vault(error) => internal(&error),
        match_personal_data::Error::Store(error) => store(&error),
    }
}
