//! From the guide to the first session.

use anyhow::{Context as _, ensure};
use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::{
        AcceptedTerms, CheckLoginRequest, CheckPasswordRequest, ConfirmRegistrationRequest,
        GetPasswordPolicyRequest, GetRegistrationGuideRequest, GetRegistrationRequest,
        SendConfirmationRequest, SessionGrant, StartRegistrationRequest, SubmitContactsRequest,
        SubmitPersonalDataRequest, TermsDocument,
    },
    profile::v1::{GetProfileRequest, ListContactPointsRequest, ListRegionsRequest},
    sinks::v1::Message,
    types::v1::Channel,
};

use super::{
    Journal, Person, message,
    person::{client, personal_data},
};
use crate::client::Suite;

const SERVICE: &str = "kabinet.identity.v1.RegistrationService";

/// A registration that is under way.
struct Registration {
    id: String,
    resume_token: String,
}

/// A person who has registered.
pub(super) struct Registered {
    pub(super) grant: SessionGrant,
    /// The newest message to the confirmed contact.
    pub(super) message: Message,
}

pub(super) async fn walk(
    suite: &Suite,
    person: &Person,
    journal: &mut Journal,
) -> anyhow::Result<Registered> {
    let terms = read_guide(suite, journal).await?;
    check_form(suite, person, journal).await?;
    let registration = start(suite, person, terms, journal).await?;
    submit_personal_data(suite, person, &registration, journal).await?;
    submit_contacts(suite, person, &registration, journal).await?;
    send(suite, person, &registration, Channel::Email, journal).await?;
    message::first(suite, &person.email).await?;
    send(suite, person, &registration, Channel::Sms, journal).await?;
    let message = message::first(suite, &person.mobile).await?;
    let grant = confirm(suite, person, &registration, &message, journal).await?;
    look_at_profile(suite, &grant, journal).await?;
    Ok(Registered { grant, message })
}

async fn read_guide(suite: &Suite, journal: &mut Journal) -> anyhow::Result<Vec<TermsDocument>> {
    let request = GetRegistrationGuideRequest {
        language: "en".to_owned(),
    };
    let guide = journal.call(
        "What registering takes, and why",
        &format!("{SERVICE}/GetRegistrationGuide"),
        suite.registration().get_registration_guide(request).await,
    )?;
    Ok(guide.terms)
}

async fn check_form(suite: &Suite, person: &Person, journal: &mut Journal) -> anyhow::Result<()> {
    let check = |login: &str| CheckLoginRequest {
        login: login.to_owned(),
        client: Some(client()),
    };
    let number = journal.call(
        "A contract number is no login name",
        &format!("{SERVICE}/CheckLogin"),
        suite
            .registration()
            .check_login(check("477010012345"))
            .await,
    )?;
    ensure!(
        !number.available,
        "an account number was taken as a login name"
    );
    let login = journal.call(
        "This login name is free",
        &format!("{SERVICE}/CheckLogin"),
        suite.registration().check_login(check(&person.login)).await,
    )?;
    ensure!(login.available, "the login name is not free");
    journal.call(
        "The rules for passwords",
        &format!("{SERVICE}/GetPasswordPolicy"),
        suite
            .registration()
            .get_password_policy(GetPasswordPolicyRequest {})
            .await,
    )?;
    let request = CheckPasswordRequest {
        password: "password1".to_owned(),
        login: person.login.clone(),
        client: Some(client()),
    };
    let weak = journal.call(
        "A weak password, and how to make it stronger",
        &format!("{SERVICE}/CheckPassword"),
        suite.registration().check_password(request).await,
    )?;
    ensure!(!weak.acceptable, "a weak password was acceptable");
    Ok(())
}

async fn start(
    suite: &Suite,
    person: &Person,
    terms: Vec<TermsDocument>,
    journal: &mut Journal,
) -> anyhow::Result<Registration> {
    let request = StartRegistrationRequest {
        request_id: person.request_id(),
        login: person.login.clone(),
        password: person.password.clone(),
        password_confirmation: person.password.clone(),
        terms: terms
            .into_iter()
            .map(|document| AcceptedTerms {
                document_id: document.document_id,
                version: document.version,
            })
            .collect(),
        client: Some(client()),
    };
    let started = journal.call(
        "Stage 1: login name, and the password typed twice",
        &format!("{SERVICE}/StartRegistration"),
        suite
            .registration()
            .start_registration(request.clone())
            .await,
    )?;
    let taken = StartRegistrationRequest {
        request_id: person.request_id(),
        ..request
    };
    journal.refusal(
        "Nobody else gets this login name now",
        &format!("{SERVICE}/StartRegistration"),
        Reason::LoginTaken,
        suite.registration().start_registration(taken).await,
    )?;
    let registration = started.registration.context("no registration")?;
    Ok(Registration {
        id: registration.registration_id,
        resume_token: started.resume_token,
    })
}

async fn submit_personal_data(
    suite: &Suite,
    person: &Person,
    registration: &Registration,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let request = ListRegionsRequest {
        language: "en".to_owned(),
        page_size: 3,
        page_token: String::new(),
    };
    journal.call(
        "Regions to choose from (the first three)",
        "kabinet.profile.v1.ProfileService/ListRegions",
        suite.profile().list_regions(request).await,
    )?;
    let request = SubmitPersonalDataRequest {
        request_id: person.request_id(),
        registration_id: registration.id.clone(),
        resume_token: registration.resume_token.clone(),
        personal_data: Some(personal_data()),
    };
    journal.call(
        "Stage 2: names, birth date and region",
        &format!("{SERVICE}/SubmitPersonalData"),
        suite.registration().submit_personal_data(request).await,
    )?;
    Ok(())
}

async fn submit_contacts(
    suite: &Suite,
    person: &Person,
    registration: &Registration,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let request = SubmitContactsRequest {
        request_id: person.request_id(),
        registration_id: registration.id.clone(),
        resume_token: registration.resume_token.clone(),
        mobile: person.mobile.clone(),
        email: person.email.clone(),
    };
    journal.call(
        "Stage 3: mobile number and e-mail address",
        &format!("{SERVICE}/SubmitContacts"),
        suite.registration().submit_contacts(request).await,
    )?;
    let request = GetRegistrationRequest {
        registration_id: registration.id.clone(),
        resume_token: registration.resume_token.clone(),
    };
    journal.call(
        "How far the registration is, from any device",
        &format!("{SERVICE}/GetRegistration"),
        suite.registration().get_registration(request).await,
    )?;
    Ok(())
}

async fn send(
    suite: &Suite,
    person: &Person,
    registration: &Registration,
    channel: Channel,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let request = SendConfirmationRequest {
        request_id: person.request_id(),
        registration_id: registration.id.clone(),
        resume_token: registration.resume_token.clone(),
        channel: channel.into(),
        client: Some(client()),
    };
    let what = match channel {
        Channel::Email => "A code by e-mail",
        Channel::Sms | Channel::Unspecified => "Changed their mind: a code by SMS",
    };
    journal.call(
        what,
        &format!("{SERVICE}/SendConfirmation"),
        suite.registration().send_confirmation(request).await,
    )?;
    Ok(())
}

async fn confirm(
    suite: &Suite,
    person: &Person,
    registration: &Registration,
    message: &Message,
    journal: &mut Journal,
) -> anyhow::Result<SessionGrant> {
    let request = |code: &str| ConfirmRegistrationRequest {
        request_id: person.request_id(),
        registration_id: registration.id.clone(),
        resume_token: registration.resume_token.clone(),
        code: code.to_owned(),
        client: Some(client()),
    };
    let rpc = format!("{SERVICE}/ConfirmRegistration");
    let code = message::code_in(message)?;
    journal.refusal(
        "A wrong code costs an attempt",
        &rpc,
        Reason::CodeWrong,
        suite
            .registration()
            .confirm_registration(request(&message::other_than(&code)))
            .await,
    )?;
    let confirmed = journal.call(
        "Stage 4: the code from the message; the account exists and the person is logged in",
        &rpc,
        suite
            .registration()
            .confirm_registration(request(&code))
            .await,
    )?;
    confirmed.grant.context("no session")
}

async fn look_at_profile(
    suite: &Suite,
    grant: &SessionGrant,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let suite = suite.logged_in(&grant.access_token)?;
    journal.call(
        "The profile",
        "kabinet.profile.v1.ProfileService/GetProfile",
        suite.profile().get_profile(GetProfileRequest {}).await,
    )?;
    journal.call(
        "The contacts: the mobile number is confirmed, the e-mail address is not yet",
        "kabinet.profile.v1.ContactService/ListContactPoints",
        suite
            .contacts()
            .list_contact_points(ListContactPointsRequest {})
            .await,
    )?;
    Ok(())
}
