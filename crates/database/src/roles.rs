use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, PgConnection};
use thiserror::Error;

/// The services that have a schema and roles of their own.
pub const SERVICES: [&str; 4] = ["identity", "profile", "subscriptions", "verification"];

/// Makes the roles and the schema of the service that the setting `kabinet.service` names.
pub const ROLES_SQL: &str = include_str!("../roles.sql");

/// Passwords of the two roles; a role without one logs in by what `pg_hba.conf` allows.
#[derive(Clone, Debug, Default)]
pub struct Passwords {
    /// Password of `<service>_owner`, which migrates.
    pub owner: Option<SecretString>,
    /// Password of `<service>_app`, which reads and writes rows.
    pub app: Option<SecretString>,
}

/// Tells why the roles could not be made.
#[derive(Debug, Error)]
pub enum RolesError {
    /// No service has this name.
    #[error("there is no service {0}")]
    UnknownService(String),
    /// The database refused.
    #[error("cannot make the roles and the schema")]
    Database(#[from] sqlx::Error),
}

/// Makes or repairs the roles, the schema and the privileges of a service in the current database.
pub async fn create_roles(
    connection: &mut PgConnection,
    service: &str,
    passwords: &Passwords,
) -> Result<(), RolesError> {
    let service = known(service)?;
    let mut transaction = connection.begin().await?;
    // Bound as parameters, so that no password stands in the text of a statement.
    sqlx::query(
        "SELECT
             set_config('kabinet.service', $1, true),
             set_config('kabinet.owner_password', $2, true),
             set_config('kabinet.app_password', $3, true)",
    )
    .bind(service)
    .bind(exposed(passwords.owner.as_ref()))
    .bind(exposed(passwords.app.as_ref()))
    .execute(&mut *transaction)
    .await?;
    sqlx::raw_sql(ROLES_SQL).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Renders the script that an operator runs with psql to do the same by hand.
pub fn roles_sql(service: &str) -> Result<String, RolesError> {
    let service = known(service)?;
    Ok(format!(
        "BEGIN;\nSET LOCAL kabinet.service = '{service}';\n{ROLES_SQL}COMMIT;\n"
    ))
}

fn known(service: &str) -> Result<&'static str, RolesError> {
    SERVICES
        .into_iter()
        .find(|known| *known == service)
        .ok_or_else(|| RolesError::UnknownService(service.to_owned()))
}

fn exposed(password: Option<&SecretString>) -> &str {
    password.map_or("", |password| password.expose_secret())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_names_the_service_once_and_is_one_transaction() {
        let script = roles_sql("profile").unwrap();
        assert!(script.starts_with("BEGIN;\nSET LOCAL kabinet.service = 'profile';\n"));
        assert!(script.ends_with("$roles$;\nCOMMIT;\n"));
    }

    #[test]
    fn unknown_service_is_refused() {
        assert!(roles_sql("profile'; DROP TABLE x; --").is_err());
    }
}
