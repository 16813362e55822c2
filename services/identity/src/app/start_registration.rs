//! Stage 1: reserves the login name and keeps the password's hash.

use std::time::Duration;

use kabinet_env::id::RegistrationId;
use kabinet_idempotency::{Recorded, Request};
use kabinet_seal::token::SecretToken;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::App;
use super::client::Client;
use crate::domain::finding::Finding;
use crate::domain::login_name::LoginName;
use crate::domain::password::Password;
use crate::domain::registration::{Stage, State, View};
use crate::domain::terms::{self, Terms};
use crate::store::login_name::Availability;
use crate::store::registration::NewRegistration;
use crate::throttle::Limited;
use crate::vault::Indexes;
use crate::{passwords, store};

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) login: String,
    pub(crate) password: Password,
    pub(crate) password_confirmation: Password,
    pub(crate) terms: Vec<Terms>,
    pub(crate) client: Client,
}

pub(crate) struct Output {
    pub(crate) registration: View,
    pub(crate) resume_token: SecretToken,
}

/// One thing that is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Login(Finding),
    Password(Finding),
    PasswordsDiffer,
    TermsOutdated,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the input breaks the rules")]
    Unacceptable(Vec<Fault>),
    #[error("the login name is taken")]
    LoginTaken,
    #[error(transparent)]
    Limited(#[from] Limited),
    #[error("the password hashing is overloaded")]
    Overloaded { retry_after: Duration },
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

#[derive(Serialize, Deserialize)]
struct Outcome {
    registration: View,
    token_kid: String,
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let request = &input.request;
    if let Some(outcome) = find(app, request).await? {
        return answer(app, outcome);
    }
    // Before the rules: judging a password is work too, and whoever keeps breaking them is limited.
    let budgets = app.limits.registration(&app.vault, &input.client);
    app.throttle.take(&budgets).await?;
    let login = check(app, &input).await.map_err(Error::Unacceptable)?;
    let indexes = app.vault.login_indexes(&login);
    // Saves the hash in most cases; who gets the name is decided by the reservation.
    if availability(app, &indexes).await? == Availability::Taken {
        // Taken by a simultaneous repeat of this very request, perhaps.
        let earlier = find(app, request).await?.ok_or(Error::LoginTaken)?;
        return answer(app, earlier);
    }
    let record = match app.passwords.hash(&input.password).await {
        Ok(record) => record,
        Err(passwords::Error::Overloaded { retry_after }) => {
            app.throttle.give_back(&budgets).await;
            return Err(Error::Overloaded { retry_after });
        }
    };
    let outcome = write(app, &login, &indexes, &record, &input.terms, request).await?;
    answer(app, outcome)
}

async fn find(app: &App, request: &Request) -> Result<Option<Outcome>, Error> {
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    Ok(kabinet_idempotency::find(&mut connection, request).await?)
}

async fn check(app: &App, input: &Input) -> Result<LoginName, Vec<Fault>> {
    let mut faults = Vec::new();
    let login = LoginName::parse(&input.login, &app.reserved)
        .map_err(|findings| faults.extend(findings.into_iter().map(Fault::Login)));
    let assessment = app.assess(&input.password, &input.login).await;
    faults.extend(assessment.findings.into_iter().map(Fault::Password));
    if input.password != input.password_confirmation {
        faults.push(Fault::PasswordsDiffer);
    }
    if !terms::are_current(&input.terms, &app.guide.current_terms()) {
        faults.push(Fault::TermsOutdated);
    }
    match login {
        Ok(login) if faults.is_empty() => Ok(login),
        _ => Err(faults),
    }
}

async fn availability(app: &App, login: &Indexes) -> Result<Availability, store::Error> {
    let mut connection = app.pool.acquire().await?;
    store::login_name::availability(&mut connection, login, app.env.now()).await
}

async fn write(
    app: &App,
    login: &LoginName,
    indexes: &Indexes,
    password_record: &str,
    accepted_terms: &[Terms],
    request: &Request,
) -> Result<Outcome, Error> {
    let id = RegistrationId::new(&app.env);
    let now = app.env.now();
    let expire_time = now + app.registration_lifetime;
    let token_kid = app.vault.token_kid();
    let resume_token = app
        .vault
        .resume_token(&token_kid, id)
        .map_err(store::Error::from)?;
    let outcome = Outcome {
        registration: View {
            id,
            state: State::Open,
            due_stage: Stage::PersonalData,
            create_time: now,
            expire_time,
            code: None,
        },
        token_kid: token_kid.as_str().to_owned(),
    };

    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    // Before the reservation: a repeat must find its own answer, not its own login taken.
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut transaction, request, &outcome, now).await?
    {
        return Ok(earlier);
    }
    let reserved =
        store::login_name::reserve(&mut transaction, indexes, id, now, expire_time).await?;
    if reserved == Availability::Taken {
        return Err(Error::LoginTaken);
    }
    let registration = NewRegistration {
        id,
        login_key: &indexes.current,
        sealed_login: &app.vault.seal_registration_login(id, login.as_str()),
        password_record,
        resume_token_hash: &resume_token.sha256(),
        accepted_terms,
        create_time: now,
        expire_time,
    };
    store::registration::insert(&mut transaction, &registration).await?;
    kabinet_database::commit(transaction, "identity.start_registration")
        .await
        .map_err(store::Error::from)?;
    tracing::info!(registration.id = %id, "registration started");
    Ok(outcome)
}

fn answer(app: &App, outcome: Outcome) -> Result<Output, Error> {
    let id = outcome.registration.id;
    let resume_token = app
        .vault
        .resume_token(&outcome.token_kid, id)
        .map_err(store::Error::from)?;
    Ok(Output {
        registration: outcome.registration,
        resume_token,
    })
}
