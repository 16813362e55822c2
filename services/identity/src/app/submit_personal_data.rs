//! Stage 2: hands names, birth date and region to profile.

use kabinet_idempotency::Request;
use kabinet_proto::types::v1::PersonalData;

use super::App;
use super::resume::Resume;
use super::submission::{self, Begun};
use crate::domain::registration::{Stage, View};

pub(crate) use super::submission::Error;

const STAGE: Stage = Stage::PersonalData;

pub(crate) struct Input {
    pub(crate) resume: Resume,
    pub(crate) personal_data: PersonalData,
}

pub(crate) async fn run(app: &App, input: Input, request: &Request) -> Result<View, Error> {
    let registration = match submission::begin(app, &input.resume, STAGE, request).await? {
        Begun::Replay(view) => return Ok(view),
        Begun::Fresh(registration) => registration,
    };
    let id = registration.id;
    let request_id = submission::request_id(id, request, "put");
    let version = app
        .peers
        .put_personal_data(request_id, id, input.personal_data)
        .await?;
    submission::finish(app, registration, STAGE, version, None, request).await
}
