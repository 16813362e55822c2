//! Who the account says they are.

use kabinet_proto::profile::v1::{
    GetProfileRequest, ListRegionsRequest, ListRegionsResponse, Profile, ProfileChange,
    UpdateProfileRequest,
};
use prost_types::FieldMask;

use super::Person;
use crate::{
    Kabinet,
    rpc::{Answer, promised},
};

impl Person {
    /// Looks at the first so many regions to choose from.
    pub async fn sees_regions(
        &self,
        suite: &impl Kabinet,
        count: i32,
    ) -> Answer<ListRegionsResponse> {
        let request = ListRegionsRequest {
            language: self.device.language.clone(),
            page_size: count,
            page_token: String::new(),
        };
        let mut profile = suite.gateway().profile();
        Ok(profile.list_regions(request).await?.into_inner())
    }

    /// Looks at their profile.
    pub async fn sees_profile(&self, suite: &impl Kabinet) -> Answer<Profile> {
        let mut profile = self.gateway(suite).profile();
        let answer = profile.get_profile(GetProfileRequest {}).await?;
        promised(answer.into_inner().profile, "profile")
    }

    /// Takes another surname in the profile that they have seen.
    pub async fn changes_family_name(
        &self,
        suite: &impl Kabinet,
        seen: &Profile,
        family_name: &str,
    ) -> Answer<Profile> {
        let request = UpdateProfileRequest {
            request_id: self.new_request_id(),
            profile: Some(ProfileChange {
                family_name: family_name.to_owned(),
                ..ProfileChange::default()
            }),
            update_mask: Some(FieldMask {
                paths: vec!["family_name".to_owned()],
            }),
            etag: seen.etag.clone(),
            client: Some(self.client()),
        };
        let mut profile = self.gateway(suite).profile();
        let answer = profile.update_profile(request).await?;
        promised(answer.into_inner().profile, "profile")
    }
}
