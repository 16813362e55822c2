use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use thiserror::Error;
use url::Url;

const HOST: &str = "localhost";
const PORT: u16 = 5432;

/// Tells that a text is no Postgres URL; the text may hold a password and is not repeated.
#[derive(Debug, Error)]
#[error("must be a URL like postgres://role@host:5432/database")]
pub struct InvalidUrl;

/// Reads a URL that names a role.
///
/// sqlx fills what the URL leaves open from `PG…` variables and password files, which are no part
/// of the configuration: a service would go somewhere else than `check-config` says. Here fixed
/// values come first: port 5432 of localhost, a database named like the role, no password, TLS
/// where the server has it. Only certificates and `PGOPTIONS` cannot be taken back from sqlx.
pub(crate) fn parse_url(text: &str) -> Result<PgConnectOptions, InvalidUrl> {
    let url = Url::parse(text).map_err(|_| InvalidUrl)?;
    // sqlx takes a URL of any scheme.
    if !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err(InvalidUrl);
    }
    let has = |names: &[&str]| url.query_pairs().any(|(name, _)| names.contains(&&*name));
    if url.username().is_empty() && !has(&["user"]) {
        return Err(InvalidUrl);
    }
    let mut options = PgConnectOptions::from_str(text).map_err(|_| InvalidUrl)?;
    if url.host_str().is_none_or(str::is_empty) && !has(&["host", "hostaddr"]) {
        options = options.host(HOST);
    }
    if url.port().is_none() && !has(&["port"]) {
        options = options.port(PORT);
    }
    if url.password().is_none() && !has(&["password"]) {
        options = options.password("");
    }
    if url.path().trim_start_matches('/').is_empty() && !has(&["dbname"]) {
        let role = options.get_username().to_owned();
        options = options.database(&role);
    }
    if !has(&["sslmode", "ssl-mode"]) {
        options = options.ssl_mode(PgSslMode::Prefer);
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::Command;

    use sqlx::ConnectOptions as _;

    use super::*;

    const CHILD: &str = "url::tests::child_tells_what_it_read";

    #[test]
    fn only_urls_with_a_role_are_taken() {
        for url in ["postgres://role@db", "postgresql:///kabinet?user=role"] {
            assert_eq!(parse_url(url).unwrap().get_username(), "role", "{url}");
        }
        for text in [
            "",
            "role@db",
            "mysql://role@db",
            "postgres://db",
            "postgres://:secret@db",
        ] {
            assert!(parse_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_the_url_says_stands() {
        for url in [
            "postgres://role:secret@db:6432/kabinet?sslmode=disable",
            "postgres:///?user=role&password=secret&host=db&port=6432&dbname=kabinet&sslmode=disable",
        ] {
            let options = parse_url(url).unwrap();
            assert_eq!(options.get_host(), "db");
            assert_eq!(options.get_port(), 6432);
            assert_eq!(options.get_database(), Some("kabinet"));
            assert!(matches!(options.get_ssl_mode(), PgSslMode::Disable));
            let url = options.to_url_lossy();
            assert_eq!(url.password(), Some("secret"));
        }
    }

    // Run as a test it does nothing of interest; the test below runs it as a process of its own.
    #[test]
    fn child_tells_what_it_read() {
        let options = parse_url("postgres:///?user=role").unwrap();
        let url = options.to_url_lossy();
        writeln!(std::io::stderr(), "read {url}").unwrap();
    }

    #[test]
    fn variables_fill_nothing_in() {
        let read = |variables: &[(&str, &str)]| {
            let output = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", CHILD, "--nocapture"])
                .envs(variables.iter().copied())
                .output()
                .unwrap();
            let told = String::from_utf8(output.stderr).unwrap();
            told.lines()
                .find(|line| line.starts_with("read "))
                .unwrap()
                .to_owned()
        };
        let passwords = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(passwords.path(), "*:*:*:*:swordfish\n").unwrap();
        let passwords = passwords.path().to_str().unwrap();
        let without = read(&[]);
        assert!(without.contains("role") && without.contains("localhost:5432/role"));
        for variable in [
            ("PGHOST", "db.example.com"),
            ("PGHOSTADDR", "192.0.2.1"),
            ("PGPORT", "6432"),
            ("PGUSER", "postgres"),
            ("PGPASSWORD", "swordfish"),
            ("PGPASSFILE", passwords),
            ("PGDATABASE", "elsewhere"),
            ("PGSSLMODE", "disable"),
        ] {
            assert_eq!(read(&[variable]), without, "{variable:?}");
        }
    }
}
