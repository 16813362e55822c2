//! Stage 2: hands names, birth date and region to profile.

use kabinet_idempotency::Request;
use kabinet_proto::types::v1::PersonalData;

use super::App;
use super::resume::Resume;
use super::submission::{self, Data};
use crate::domain::registration::View;

pub(crate) use super::submission::Error;

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) resume: Resume,
    pub(crate) personal_data: PersonalData,
}

pub(crate) async fn run(app: &App, input: Input) -> Result<View, Error> {
    let data = Data::PersonalData(input.personal_data);
    submission::run(app, &input.resume, &data, &input.request).await
}
