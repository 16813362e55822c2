//! The way of a registration through the service.

use kabinet_env::id::{AccountId, RegistrationId};
use kabinet_proto::{
    google::r#type::Date,
    profile::v1::{ActivateDraftRequest, PutContactsRequest, PutPersonalDataRequest},
    types::v1::{ContactKind, PersonalData},
};
use prost_types::Timestamp;

use super::Profile;

pub(crate) const MOBILE: &str = "+79000000045";
pub(crate) const EMAIL: &str = "Elkina.Anna@example.com";

/// A person whom nothing is wrong with.
pub(crate) fn person() -> PersonalData {
    PersonalData {
        family_name: "Ёлкина".to_owned(),
        given_name: "Анна-Мария".to_owned(),
        middle_name: "Ильинична".to_owned(),
        birth_date: Some(Date {
            year: 1990,
            month: 2,
            day: 28,
        }),
        region_code: "RU-MOW".to_owned(),
    }
}

pub(crate) fn registration_id(profile: &Profile) -> String {
    RegistrationId::new(&profile.env).to_string()
}

pub(crate) fn request_id(profile: &Profile) -> String {
    profile.env.uuid_v4().to_string()
}

pub(crate) fn ids(profile: &Profile) -> (String, AccountId) {
    (registration_id(profile), AccountId::new(&profile.env))
}

/// Data that begin a draft.
pub(crate) fn personal_data(profile: &Profile, registration_id: &str) -> PutPersonalDataRequest {
    PutPersonalDataRequest {
        request_id: request_id(profile),
        registration_id: registration_id.to_owned(),
        personal_data: Some(person()),
        expected_version: 0,
    }
}

/// Contacts of a draft that holds nothing but personal data.
pub(crate) fn contacts(profile: &Profile, registration_id: &str) -> PutContactsRequest {
    PutContactsRequest {
        request_id: request_id(profile),
        registration_id: registration_id.to_owned(),
        mobile: MOBILE.to_owned(),
        email: EMAIL.to_owned(),
        expected_version: 1,
    }
}

/// Activates version 2, whose mobile number was proven on 1 January 2026.
pub(crate) fn activation(registration_id: &str, account_id: AccountId) -> ActivateDraftRequest {
    ActivateDraftRequest {
        registration_id: registration_id.to_owned(),
        draft_version: 2,
        account_id: account_id.to_string(),
        confirmed_kind: ContactKind::Mobile.into(),
        confirm_time: Some(Timestamp {
            seconds: 1_767_225_600,
            nanos: 123_456_789,
        }),
    }
}

impl Profile {
    /// Makes a draft with everything in it: version 2.
    pub(crate) async fn complete_draft(&self) -> String {
        let id = registration_id(self);
        self.complete(&id).await;
        id
    }

    pub(crate) async fn complete(&self, registration_id: &str) {
        let mut drafts = self.drafts();
        let request = personal_data(self, registration_id);
        drafts.put_personal_data(request).await.unwrap();
        let request = contacts(self, registration_id);
        drafts.put_contacts(request).await.unwrap();
    }

    /// Makes an account with a profile, and returns it with its registration.
    pub(crate) async fn activated(&self) -> (String, AccountId) {
        let (registration_id, account_id) = ids(self);
        self.complete(&registration_id).await;
        let request = activation(&registration_id, account_id);
        self.drafts().activate_draft(request).await.unwrap();
        (registration_id, account_id)
    }
}
