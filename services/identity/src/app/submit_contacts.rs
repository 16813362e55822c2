//! Stage 3: hands the mobile number and the e-mail address to profile, and keeps their blind indexes.

use kabinet_domain::{Contact, ContactKind, contact};
use kabinet_idempotency::Request;
use thiserror::Error;

use super::App;
use super::resume::Resume;
use super::submission::{self, Data};
use crate::domain::registration::View;
use crate::store::registration::ContactIndexes;

pub(crate) struct Input {
    pub(crate) request: Request,
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

pub(crate) async fn run(app: &App, input: Input) -> Result<View, Error> {
    let data = Data::Contacts {
        indexes: indexes(app, &input)?,
        mobile: input.mobile,
        email: input.email,
    };
    Ok(submission::run(app, &input.resume, &data, &input.request).await?)
}

fn indexes(app: &App, input: &Input) -> Result<ContactIndexes, Error> {
    let mobile = contact_indexes(app, ContactKind::Mobile, &input.mobile);
    let email = contact_indexes(app, ContactKind::Email, &input.email);
    match (mobile, email) {
        (Ok(mobile), Ok(email)) => Ok(ContactIndexes { mobile, email }),
        (mobile, email) => Err(Error::Unacceptable(Unacceptable {
            mobile: mobile.err(),
            email: email.err(),
        })),
    }
}

fn contact_indexes(
    app: &App,
    kind: ContactKind,
    text: &str,
) -> Result<Vec<Vec<u8>>, contact::Error> {
    let contact = Contact::parse(kind, text)?;
    Ok(app.vault.contact_indexes(kind, &contact.normalised()).all)
}
