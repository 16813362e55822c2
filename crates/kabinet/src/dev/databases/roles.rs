//! Roles and schemas of the services.

use std::path::Path;

use anyhow::Context as _;
use kabinet_database::{Passwords, create_roles};
use kabinet_env::Env;
use kabinet_provision::Postgres;
use kabinet_seal::KeyRing;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::{Connection as _, PgConnection};
use url::Url;

use super::ServiceUrls;
use crate::services::Name;

/// Database of the suite on a private server.
const DATABASE: &str = "kabinet";

/// Prepares a private server: whoever reaches its socket may be any role.
pub(super) async fn on_private(server: &Postgres) -> anyhow::Result<Vec<ServiceUrls>> {
    let mut admin = PgConnection::connect(&server.admin_url()).await?;
    create_database(&mut admin).await?;
    admin.close().await?;

    let mut admin = PgConnection::connect(&server.url(DATABASE, "postgres")).await?;
    let mut urls = Vec::new();
    for service in Name::ALL.map(Name::as_str) {
        create_roles(&mut admin, service, &Passwords::default()).await?;
        urls.push(ServiceUrls {
            service,
            owner: server.url(DATABASE, &format!("{service}_owner")),
            app: server.url(DATABASE, &format!("{service}_app")),
        });
    }
    admin.close().await?;
    Ok(urls)
}

/// Prepares the database that a URL names: roles get passwords that a key file keeps.
pub(super) async fn on_given(url: &SecretString, ring: &Path) -> anyhow::Result<Vec<ServiceUrls>> {
    let key = password_key(ring)?;
    let url = Url::parse(url.expose_secret()).context("DATABASE_URL is not a URL")?;
    let mut admin = PgConnection::connect(url.as_str()).await?;
    let mut urls = Vec::new();
    for service in Name::ALL.map(Name::as_str) {
        let password = |role: &str| {
            let bytes = key.current().derive(&format!("{service} {role}"));
            data_encoding::HEXLOWER.encode(&bytes)
        };
        let (owner, app) = (password("owner"), password("app"));
        let passwords = Passwords {
            owner: Some(SecretString::from(owner.clone())),
            app: Some(SecretString::from(app.clone())),
        };
        create_roles(&mut admin, service, &passwords).await?;
        urls.push(ServiceUrls {
            service,
            owner: with_role(&url, &format!("{service}_owner"), &owner)?,
            app: with_role(&url, &format!("{service}_app"), &app)?,
        });
    }
    admin.close().await?;
    Ok(urls)
}

async fn create_database(connection: &mut PgConnection) -> anyhow::Result<()> {
    let exists: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = 'kabinet')")
            .fetch_one(&mut *connection)
            .await?;
    if !exists {
        sqlx::query("CREATE DATABASE kabinet")
            .execute(connection)
            .await?;
    }
    Ok(())
}

fn password_key(ring: &Path) -> anyhow::Result<KeyRing> {
    if !ring.exists() {
        KeyRing::generate(ring, &Env::system(), "k1")?;
    }
    Ok(KeyRing::load(ring)?)
}

fn with_role(url: &Url, role: &str, password: &str) -> anyhow::Result<String> {
    let mut url = url.clone();
    let named = url
        .set_username(role)
        .and_then(|()| url.set_password(Some(password)));
    named.ok().context("DATABASE_URL names no host")?;
    Ok(url.into())
}
