//! `kabinet.profile.v1.ProfileService`.

use kabinet_access::EndUser;
use kabinet_domain::Language;
use kabinet_env::id::AccountId;
use kabinet_proto::{
    google::r#type::Date,
    profile::v1::{
        GetProfileRequest, GetProfileResponse, ListRegionsRequest, ListRegionsResponse,
        PersonState as PersonStateMessage, Profile, Region as RegionMessage, UpdateProfileRequest,
        UpdateProfileResponse, profile_service_server::ProfileService,
    },
    timestamp,
};
use tonic::{Request, Response, Status};

use super::{Rpc, caller_name, profile_request, status};
use crate::{
    app::{get_profile, list_regions, page::Page, update_profile},
    domain::{
        etag,
        person::{Person, PersonState},
        region_directory::Region,
    },
};

#[tonic::async_trait]
impl ProfileService for Rpc {
    async fn get_profile(
        &self,
        request: Request<GetProfileRequest>,
    ) -> Result<Response<GetProfileResponse>, Status> {
        let account_id = EndUser::of(&request).account_id;
        let input = get_profile::Input {
            account_id,
            reader: caller_name(&request),
        };
        let person = get_profile::run(&self.app, input)
            .await
            .map_err(status::get_profile)?;
        Ok(Response::new(GetProfileResponse {
            profile: Some(profile(account_id, &person)),
        }))
    }

    async fn update_profile(
        &self,
        request: Request<UpdateProfileRequest>,
    ) -> Result<Response<UpdateProfileResponse>, Status> {
        let account_id = EndUser::of(&request).account_id;
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let (request_id, corrections) = profile_request::update_profile(&message, &self.today())?;
        // The device is no part of what is asked for: a repeat may come from another network.
        let client = message.client.take().unwrap_or_default();
        let subject = account_id.to_string();
        let input = update_profile::Input {
            request: self
                .fingerprints
                .of("UpdateProfile", &caller, &subject, request_id, &message),
            account_id,
            etag: message.etag,
            corrections,
            language: Language::choose(&client.language),
            reader: caller,
        };
        let person = update_profile::run(&self.app, input)
            .await
            .map_err(status::update_profile)?;
        Ok(Response::new(UpdateProfileResponse {
            profile: Some(profile(account_id, &person)),
        }))
    }

    async fn list_regions(
        &self,
        request: Request<ListRegionsRequest>,
    ) -> Result<Response<ListRegionsResponse>, Status> {
        let request = request.into_inner();
        let input = list_regions::Input {
            page: Page {
                size: request.page_size,
                token: request.page_token,
            },
        };
        let page =
            list_regions::run(&self.app, &input).map_err(|error| status::list_regions(&error))?;
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

fn profile(account_id: AccountId, person: &Person) -> Profile {
    let data = &person.data;
    let birth_date = data.birth_date.date();
    Profile {
        account_id: account_id.to_string(),
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
        state: match person.state {
            PersonState::Declared => PersonStateMessage::Declared,
            PersonState::Matched => PersonStateMessage::Matched,
        }
        .into(),
        create_time: Some(timestamp::write(person.create_time)),
        update_time: Some(timestamp::write(person.update_time)),
        etag: etag::of(person.version),
    }
}

fn region(region: &Region, language: &str) -> RegionMessage {
    RegionMessage {
        code: region.code.clone(),
        name: region.name(language).to_owned(),
        iso_code: region.iso_code.clone(),
        time_zone: region.time_zone.name().to_owned(),
        macro_region: region.macro_region.clone(),
    }
}
