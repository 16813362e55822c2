//! Stage 3: hands the mobile number and the e-mail address to profile, and keeps their blind indexes.

use kabinet_domain::{ContactKind, contact};
use kabinet_idempotency::Request;
use thiserror::Error;

use super::App;
use super::resume::Resume;
use super::submission::{self, Begun, contact_index};
use crate::domain::registration::{Stage, View};
use crate::store::registration::ContactIndexes;

const STAGE: Stage = Stage::Contacts;

pub(crate) struct Input {
    pub(crate) resume: Resume,
    pub(crate) mobile: String,
    pub(crate) email: String,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("a contact is not acceptable")]
    Unacceptable(Unacceptable),
    #[error(transparent)]
    Submission(#[from] submission::Error),
}

/// What is wrong with the contacts: at least one of them.
#[derive(Debug)]
pub(crate) struct Unacceptable {
    pub(crate) mobile: Option<contact::Error>,
    pub(crate) email: Option<contact::Error>,
}

pub(crate) async fn run(app: &App, input: Input, request: &Request) -> Result<View, Error> {
    let contacts = indexes(app, &input)?;
    let registration = match submission::begin(app, &input.resume, STAGE, request).await? {
        Begun::Replay(view) => return Ok(view),
        Begun::Fresh(registration) => registration,
    };
    let id = registration.id;
    let request_id = submission::request_id(id, request, "put");
    let version = app
        .peers
        .put_contacts(request_id, id, input.mobile, input.email)
        .await
        .map_err(submission::Error::from)?;
    let view = submission::finish(app, registration, STAGE, version, Some(contacts), request);
    Ok(view.await?)
}

fn indexes(app: &App, input: &Input) -> Result<ContactIndexes, Error> {
    let mobile = contact_index(app, ContactKind::Mobile, &input.mobile);
    let email = contact_index(app, ContactKind::Email, &input.email);
    match (mobile, email) {
        (Ok(mobile), Ok(email)) => Ok(ContactIndexes { mobile, email }),
        (mobile, email) => Err(Error::Unacceptable(Unacceptable {
            mobile: mobile.err(),
            email: email.err(),
        })),
    }
}
