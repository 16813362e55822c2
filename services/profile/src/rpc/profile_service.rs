//! `kabinet.profile.v1.ProfileService`.

use kabinet_access::EndUser;
use kabinet_proto::{
    google::r#type::Date,
    profile::v1::{
        GetProfileRequest, GetProfileResponse, ListRegionsRequest, ListRegionsResponse,
        PersonState as PersonStateMessage, Profile, Region as RegionMessage,
        profile_service_server::ProfileService,
    },
};
use tonic::{Request, Response, Status};

use super::{Rpc, caller_name, status};
use crate::{
    app::get_profile::Output,
    domain::{person::PersonState, region_directory::Region},
    timestamp,
};

#[tonic::async_trait]
impl ProfileService for Rpc {
    async fn get_profile(
        &self,
        request: Request<GetProfileRequest>,
    ) -> Result<Response<GetProfileResponse>, Status> {
        let account_id = EndUser::of(&request).account_id;
        let output = self
            .app
            .get_profile(account_id, caller_name(&request))
            .await
            .map_err(status::get_profile)?;
        Ok(Response::new(GetProfileResponse {
            profile: Some(profile(account_id.to_string(), &output)),
        }))
    }

    async fn list_regions(
        &self,
        request: Request<ListRegionsRequest>,
    ) -> Result<Response<ListRegionsResponse>, Status> {
        let request = request.into_inner();
        let page_size = usize::try_from(request.page_size).unwrap_or_default();
        let page = self
            .app
            .list_regions(page_size, &request.page_token)
            .map_err(|error| status::list_regions(&error))?;
        Ok(Response::new(ListRegionsResponse {
            regions: page
                .regions
                .iter()
                .map(|found| region(found, &request.language))
                .collect(),
            next_page_token: page.next_page_token,
            directory_version: self.app.admission.regions().version().to_owned(),
        }))
    }
}

fn profile(account_id: String, output: &Output) -> Profile {
    let data = &output.data;
    let birth_date = data.birth_date.date();
    Profile {
        account_id,
        family_name: data.family_name.as_str().to_owned(),
        given_name: data.given_name.as_str().to_owned(),
        middle_name: data
            .middle_name
            .as_ref()
            .map(|name| name.as_str().to_owned())
            .unwrap_or_default(),
        birth_date: Some(Date {
            year: birth_date.year(),
            month: i32::from(u8::from(birth_date.month())),
            day: i32::from(birth_date.day()),
        }),
        region_code: data.region.as_str().to_owned(),
        state: match output.state {
            PersonState::Declared => PersonStateMessage::Declared,
            PersonState::Matched => PersonStateMessage::Matched,
        }
        .into(),
        create_time: Some(timestamp::write(output.create_time)),
        update_time: Some(timestamp::write(output.update_time)),
        etag: output.version.to_string(),
    }
}

fn region(region: &Region, language: &str) -> RegionMessage {
    RegionMessage {
        code: region.code.clone(),
        name: region.name(language).to_owned(),
        iso_code: region.iso_code.clone(),
        time_zone: region.time_zone.clone(),
        macro_region: region.macro_region.clone(),
    }
}
