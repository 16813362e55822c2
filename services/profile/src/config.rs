//! Everything that the service is told; the only place that reads it.

use std::{
    error::Error,
    fs, iter,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use kabinet_config::{Reader, Sources};
use kabinet_database::DatabaseConfig;
use kabinet_seal::KeyRing;
use kabinet_server::ServerConfig;
use tonic::transport::Endpoint;

use crate::domain::{admission::Admission, region_directory::RegionDirectory};

/// Address that the service listens on unless told otherwise.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7102);
/// Where identity answers unless told otherwise.
const IDENTITY: &str = "http://127.0.0.1:7101";
/// Where verification answers unless told otherwise.
const VERIFICATION: &str = "http://127.0.0.1:7103";
/// Youngest age that a person may register at, in years.
const MINIMUM_AGE: u8 = 14;

/// Configuration of the service: section `[profile]`, variables `PROFILE_…`.
#[derive(Debug)]
pub struct Config {
    /// How it serves.
    pub(crate) server: ServerConfig,
    /// Its schema.
    pub(crate) database: DatabaseConfig,
    /// Its keys.
    pub(crate) keys: KeyRing,
    /// Whom the operator takes.
    pub(crate) admission: Admission,
    /// Where identity answers.
    pub(crate) identity: Endpoint,
    /// Where verification answers.
    pub(crate) verification: Endpoint,
    /// Issuer of access tokens.
    pub(crate) token_issuer: String,
}

impl Config {
    /// Reads the section; what is wrong is collected in the sources.
    pub(crate) fn read(sources: &Sources) -> Self {
        let mut reader = sources.section("profile");
        let config = Self {
            server: ServerConfig::read(&mut reader, LISTEN),
            database: DatabaseConfig::read(&mut reader),
            keys: KeyRing::read(&mut reader, "keys_dir"),
            admission: Admission::new(
                Arc::new(regions(&mut reader)),
                reader.number("minimum_age", MINIMUM_AGE, 0..=99),
            ),
            identity: kabinet_peer::read_endpoint(&mut reader, "identity_url", IDENTITY),
            verification: kabinet_peer::read_endpoint(
                &mut reader,
                "verification_url",
                VERIFICATION,
            ),
            token_issuer: reader.text("token_issuer", Some("kabinet")),
        };
        reader.finish();
        config
    }
}

fn regions(reader: &mut Reader<'_>) -> RegionDirectory {
    let Some(path) = reader.optional_path("regions_file") else {
        return RegionDirectory::russian_federation();
    };
    let parsed = fs::read_to_string(path)
        .map_err(|error| chain(&error))
        .and_then(|text| RegionDirectory::parse(&text).map_err(|error| chain(&error)));
    parsed.unwrap_or_else(|error| {
        reader.problem("regions_file", error);
        RegionDirectory::russian_federation()
    })
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = iter::successors(Some(error), |error| (*error).source());
    let texts: Vec<_> = causes.map(ToString::to_string).collect();
    texts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_told_at_once_and_once() {
        let sources = Sources::from_pairs([
            ("PROFILE_DATABASE_URL", "mysql://localhost"),
            ("PROFILE_IDENTITY_URL", "http://identity.example.com:7101"),
            ("PROFILE_VERIFICATION_URL", "smtp://127.0.0.1:7103"),
            ("PROFILE_MINIMUM_AGE", "100"),
            ("PROFILE_REGIONS_FILE", "/nonexistent/regions.toml"),
            ("PROFILE_COLOUR", "red"),
        ]);
        Config::read(&sources);
        let problems = sources.problems();
        let mut keys: Vec<_> = problems
            .iter()
            .map(|problem| problem.key.in_environment())
            .collect();
        keys.sort();
        assert_eq!(
            keys,
            [
                "PROFILE_COLOUR",
                "PROFILE_DATABASE_URL",
                "PROFILE_IDENTITY_URL",
                "PROFILE_KEYS_DIR",
                "PROFILE_MINIMUM_AGE",
                "PROFILE_REGIONS_FILE",
                "PROFILE_VERIFICATION_URL",
            ]
        );
    }
}
